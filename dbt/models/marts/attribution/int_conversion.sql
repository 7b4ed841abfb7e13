{#-
    Only what a campaign names of the app's own events is looked for: to name none costs nothing, to look for all would
    cost all of raw.
-#}
{%- set sold = ['order_placed', 'subscription_trial_started', 'subscription_started'] -%}
{%- set named = var('success_events') | reject('in', sold) | list -%}

with orders as (

    select
        order_id as success_id,
        'order_placed' as event,
        person_id,
        ordered_at as occurred_at,
        {{ whole_in_reporting_currency('amount_minor', 'currency', 'ordered_on') }} as revenue_minor
    from {{ ref('fct_order') }}

),

subscriptions as (

    select
        'subscription:' || subscription_event_id as success_id,
        'subscription_' || event as event,
        person_id,
        occurred_at,
        {{ whole_in_reporting_currency('revenue_minor', 'currency', 'occurred_on') }} as revenue_minor
    from {{ ref('fct_subscription_event') }}

),

unioned as (

    select * from orders

    union all

    select * from subscriptions
    where event in ('{{ sold | join("', '") }}')
    {%- if named %}

    union all

    select
        event_id as success_id,
        event,
        person_id,
        occurred_at,
        0 as revenue_minor
    from {{ ref('int_event') }}
    where
        false
        {%- for event in named %}
        or event = {{ literal(event) }}
        {%- endfor %}
    {%- endif %}

),

dated as (

    select
        unioned.*,
        {{ business_date('occurred_at') }} as occurred_on
    from unioned
    where person_id is not null

)

select
    {%- for column in event_columns() + property_dimensions() | map(attribute='column') | list %}
    days.{{ column }},
    {%- endfor %}
    dated.*
from dated
left join {{ ref('fct_user_day') }} as days
    on dated.person_id = days.person_id and dated.occurred_on = days.active_on
