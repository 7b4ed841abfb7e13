with orders as (

    select
        'order:' || order_id as conversion_id,
        person_id,
        ordered_at as converted_at,
        ordered_on as converted_on,
        row_number() over (partition by person_id order by ordered_at, order_id) as nth
    from {{ ref('fct_order') }}

),

subscriptions as (

    select
        'subscription:' || subscription_event_id as conversion_id,
        person_id,
        occurred_at as converted_at,
        occurred_on as converted_on,
        revenue_minor
    from {{ ref('fct_subscription_event') }}
    where event = 'started'

),

earned as (

    select * from {{ ref('fct_value_event') }}

),

unioned as (

    select
        'order' as goal,
        conversion_id,
        person_id,
        converted_at,
        converted_on,
        false as is_free
    from orders

    union all

    select
        'first_purchase' as goal,
        conversion_id,
        person_id,
        converted_at,
        converted_on,
        false as is_free
    from orders
    where nth = 1 and person_id is not null

    union all

    select
        'subscription_start' as goal,
        conversion_id,
        person_id,
        converted_at,
        converted_on,
        revenue_minor = 0 as is_free
    from subscriptions

)

select
    unioned.goal,
    unioned.conversion_id,
    unioned.person_id,
    unioned.converted_at,
    unioned.converted_on,
    cast(case when unioned.is_free then 0 else earned.value_minor end as {{ dbt.type_numeric() }}) as revenue_minor
from unioned
left join earned
    on unioned.conversion_id = earned.value_event_id
