with events as (

    select
        events.*,
        event in ('started', 'renewed') and amount_minor is not null as is_payment
    from {{ ref('fct_subscription_event') }} as events

),

ranked as (

    select
        events.*,
        row_number() over (
            partition by subscription_id order by occurred_at desc, subscription_event_id desc
        ) as recency,
        row_number() over (
            partition by subscription_id, is_payment order by occurred_at desc, subscription_event_id desc
        ) as recency_of_kind
    from events

),

subscriptions as (

    select
        subscription_id,
        min(person_id) filter (where recency = 1) as person_id,
        min(product) filter (where recency = 1) as product,
        min(event) filter (where recency = 1) as newest_event,
        min(occurred_at) filter (where event = 'trial_started') as trial_started_at,
        min(occurred_at) filter (where event in ('started', 'renewed')) as started_at,
        max(period_ends_at) filter (where event in ('trial_started', 'started', 'renewed')) as period_ends_at,
        count(*) filter (where event = 'renewed') as renewals,
        min(amount_minor) filter (where is_payment and recency_of_kind = 1) as price_minor,
        min(currency) filter (where is_payment and recency_of_kind = 1) as currency,
        max(occurred_at) as changed_at
    from ranked
    group by subscription_id

)

select
    subscription_id,
    person_id,
    product,
    case
        when newest_event in ('expired', 'refunded') then newest_event
        when period_ends_at <= {{ as_of_midnight() }} then 'expired'
        when newest_event = 'cancelled' then 'cancelled'
        when newest_event = 'trial_started' then 'trial'
        else 'active'
    end as state,
    trial_started_at,
    started_at,
    {{ business_date('coalesce(started_at, trial_started_at)') }} as started_on,
    period_ends_at,
    renewals,
    price_minor,
    currency,
    changed_at
from subscriptions
