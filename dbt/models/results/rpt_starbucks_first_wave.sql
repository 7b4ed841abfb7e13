with members as (

    select * from {{ ref('dim_member') }}

),

messages as (

    select * from {{ ref('fct_past_message') }}

),

orders as (

    select * from {{ ref('fct_order') }}

),

waves as (

    select
        sent_at,
        dense_rank() over (order by sent_at) as wave
    from messages

),

wave_times as (

    select
        min(sent_at) filter (where wave = 1) as first_at,
        min(sent_at) filter (where wave = 2) as second_at
    from waves

),

grouped as (

    select
        members.member_id,
        members.person_id,
        case when count(messages.member_id) > 0 then 'received' else 'not_received' end as wave_group
    from members
    cross join wave_times
    left join messages
        on members.member_id = messages.member_id and wave_times.first_at = messages.sent_at
    group by members.member_id, members.person_id

),

spent as (

    select
        grouped.member_id,
        grouped.wave_group,
        count(orders.order_id) as transactions,
        coalesce(sum(orders.amount_minor), 0) as spend_minor
    from grouped
    cross join wave_times
    left join orders
        on
            grouped.person_id = orders.person_id
            and wave_times.first_at <= orders.ordered_at
            and wave_times.second_at > orders.ordered_at
    group by grouped.member_id, grouped.wave_group

)

select
    spent.wave_group as {{ adapter.quote('group') }},
    count(*) as members,
    count(*) filter (where spent.transactions > 0) as buyers,
    cast(sum(spent.transactions) as {{ dbt.type_bigint() }}) as transactions,
    cast(sum(spent.spend_minor) as {{ dbt.type_bigint() }}) as spend_minor,
    cast(avg(spent.spend_minor) as {{ dbt.type_numeric() }}) as mean_spend_minor,
    min(wave_times.first_at) as window_starts_at,
    min(wave_times.second_at) as window_ends_at,
    {{ stated('true', currency=var('starbucks_currency')) }}
from spent
cross join wave_times
group by spent.wave_group
