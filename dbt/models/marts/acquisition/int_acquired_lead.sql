with leads as (

    select * from {{ ref('dim_lead') }}
    where person_id is not null

),

last_orders as (

    select
        person_id,
        max(ordered_at) as ordered_at
    from {{ ref('fct_order') }}
    where person_id is not null
    group by person_id

),

-- one under the other, not joined: of dim_lead, a view, Postgres expects one row, and plans a loop over all buyers
moments as (

    select
        person_id,
        status,
        created_at as moment,
        true as is_lead
    from leads

    union all

    select
        person_id,
        cast(null as {{ dbt.type_string() }}) as status,
        ordered_at as moment,
        false as is_lead
    from last_orders

),

judged as (

    select
        moments.*,
        max(case when not is_lead then moment end) over (partition by person_id) as last_ordered_at
    from moments

)

select
    person_id,
    count(*) as leads,
    count(*) filter (where status = 'won') as leads_won,
    count(*) filter (where last_ordered_at >= moment) as leads_sold
from judged
where is_lead
group by person_id
