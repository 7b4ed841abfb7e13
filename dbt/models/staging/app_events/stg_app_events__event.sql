{%- set identifiers = {'user_id': 'user_id', 'anonymous_id': 'anonymous_id', 'device_id': 'device_id'} -%}

with events as (

    select * from {{ source('raw', 'app_events') }}

),

identified as (

    select
        events.event_id,
        events.event,
        {{ person_id(identifiers) }} as person_id,
        events.occurred_at,
        events.screen,
        events.platform,
        events.os_version,
        events.app_version,
        events.language,
        events.country,
        events.region,
        events.city,
        events.message_id,
        events.properties,
        {%- for name in var('event_properties') %}
        {{ json_text('events.properties', name) }} as property_{{ name }},
        {%- endfor %}
        events.batch_id,
        events.known_as_of
    from events
    {{- join_people('events', identifiers) }}
    where {{ is_known('events', 'occurred_at') }}

)

select * from identified
