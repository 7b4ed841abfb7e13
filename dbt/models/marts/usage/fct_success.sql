with orders as (

    select * from {{ ref('fct_order') }}

),

events as (

    select * from {{ ref('int_event') }}

),

subscriptions as (

    select * from {{ ref('fct_subscription_event') }}

),

unioned as (

    select
        order_id as success_id,
        'order_placed' as event,
        person_id,
        ordered_at as occurred_at,
        {{ whole_in_reporting_currency('amount_minor', 'currency', 'ordered_on') }} as revenue_minor
    from orders
    where person_id is not null

    union all

    select
        event_id as success_id,
        event,
        person_id,
        occurred_at,
        0 as revenue_minor
    from events
    where person_id is not null and event <> 'order_placed'

    union all

    select
        'subscription:' || subscription_event_id as success_id,
        'subscription_' || event as event,
        person_id,
        occurred_at,
        {{ whole_in_reporting_currency('revenue_minor', 'currency', 'occurred_on') }} as revenue_minor
    from subscriptions
    where person_id is not null

)

select * from unioned
