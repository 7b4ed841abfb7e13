{%- set identifiers = {'user_id': 'user_id'} -%}

with events as (

    select * from {{ source('raw', 'subscriptions') }}

),

identified as (

    select
        events.subscription_event_id,
        events.subscription_id,
        {{ person_id(identifiers) }} as person_id,
        events.event,
        events.product,
        events.occurred_at,
        events.period_ends_at,
        events.amount_minor,
        events.currency,
        events.batch_id,
        events.known_as_of
    from events
    {{- join_people('events', identifiers) }}
    where {{ is_known('events', 'occurred_at') }}

)

select * from identified
