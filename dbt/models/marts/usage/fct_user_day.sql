{{
    config(
        materialized='incremental',
        incremental_strategy='replace_tail',
        unique_key=['person_id', 'active_on'],
        on_schema_change='fail',
    )
}}

with events as (

    select
        stg.*,
        {{ business_date('occurred_at') }} as active_on
    from {{ ref('stg_app_events__event') }} as stg
    where person_id is not null

),

sessions as (

    select * from {{ ref('fct_session') }}

),

orders as (

    select *
    from {{ ref('fct_order') }}
    where person_id is not null

),

{% if is_incremental() %}
built as (

    select
        max(batch_id) as batch_id,
        max(as_of) as as_of
    from {{ this }}

),

touched as (

    select
        events.person_id,
        events.active_on
    from events
    cross join built
    where {{ is_new_since('built', 'events', 'occurred_at') }}

    union all

    select
        orders.person_id,
        orders.ordered_on as active_on
    from orders
    cross join built
    where {{ is_new_since('built', 'orders', 'ordered_at') }}

),

first_touched as (

    select
        person_id,
        min(active_on) as active_on
    from touched
    group by person_id

),

tails as (

    -- a new event may have lengthened a session that began the day before
    select
        first_touched.person_id,
        least(first_touched.active_on, min(sessions.started_on)) as since
    from first_touched
    left join sessions
        on
            first_touched.person_id = sessions.person_id
            and sessions.ended_at >= {{ midnight('first_touched.active_on') }}
    group by first_touched.person_id, first_touched.active_on

),
{% else %}
tails as (

    select
        person_id,
        cast(null as date) as since
    from {{ ref('dim_person') }}

),
{% endif %}
event_days as (

    select
        events.person_id,
        events.active_on,
        count(*) as events,
        max(events.batch_id) as batch_id
    from events
    inner join tails
        on events.person_id = tails.person_id and (tails.since is null or events.active_on >= tails.since)
    group by events.person_id, events.active_on

),

session_days as (

    select
        sessions.person_id,
        sessions.started_on as active_on,
        count(*) as sessions,
        sum(sessions.seconds) as session_seconds
    from sessions
    inner join tails
        on sessions.person_id = tails.person_id and (tails.since is null or sessions.started_on >= tails.since)
    group by sessions.person_id, sessions.started_on

),

order_days as (

    select
        orders.person_id,
        orders.ordered_on as active_on,
        count(*) as orders,
        sum(orders.amount_minor) filter (where orders.currency = '{{ var("currency") }}') as revenue_minor,
        max(orders.batch_id) as batch_id
    from orders
    inner join tails
        on orders.person_id = tails.person_id and (tails.since is null or orders.ordered_on >= tails.since)
    group by orders.person_id, orders.ordered_on

),

days as (

    select
        coalesce(event_days.person_id, order_days.person_id) as person_id,
        coalesce(event_days.active_on, order_days.active_on) as active_on,
        coalesce(event_days.events, 0) as events,
        coalesce(session_days.sessions, 0) as sessions,
        cast(coalesce(session_days.session_seconds, 0) as {{ dbt.type_bigint() }}) as session_seconds,
        coalesce(order_days.orders, 0) as orders,
        cast(coalesce(order_days.revenue_minor, 0) as {{ dbt.type_bigint() }}) as revenue_minor,
        greatest(event_days.batch_id, order_days.batch_id) as batch_id
    from event_days
    full outer join order_days
        on event_days.person_id = order_days.person_id and event_days.active_on = order_days.active_on
    left join session_days
        on event_days.person_id = session_days.person_id and event_days.active_on = session_days.active_on

)

select
    days.*,
    {{ as_of() }} as as_of
from days
