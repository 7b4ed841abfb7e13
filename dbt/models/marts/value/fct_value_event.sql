with orders as (

    select * from {{ ref('fct_order') }}

),

subscription_events as (

    select * from {{ ref('fct_subscription_event') }}
    where revenue_minor <> 0

),

ad_days as (

    select * from {{ ref('fct_ad_day') }}

),

earned as (

    select
        'order:' || order_id as value_event_id,
        person_id,
        ordered_at as occurred_at,
        ordered_on as occurred_on,
        'order_' || channel as kind,
        channel,
        currency,
        cast(amount_minor as {{ dbt.type_numeric() }}) as amount_minor
    from orders

    union all

    select
        'subscription:' || subscription_event_id as value_event_id,
        person_id,
        occurred_at,
        occurred_on,
        'subscription' as kind,
        'app' as channel,
        currency,
        cast(revenue_minor as {{ dbt.type_numeric() }}) as amount_minor
    from subscription_events

    union all

    select
        'ad_view:' || person_id || ':' || viewed_on || ':' || currency as value_event_id,
        person_id,
        {{ midnight('viewed_on') }} as occurred_at,
        viewed_on as occurred_on,
        'ad_view' as kind,
        'app' as channel,
        currency,
        cast(revenue_micros * ({{ minor_units_in_one('currency') }}) / 1000000.0 as {{ dbt.type_numeric() }})
            as amount_minor
    from ad_days

)

select
    earned.*,
    {{ in_reporting_currency('amount_minor', 'currency', 'occurred_on') }} as value_minor
from earned
