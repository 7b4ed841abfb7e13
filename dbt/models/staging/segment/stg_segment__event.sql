{%- set identifiers = {'user_id': 'user_id', 'anonymous_id': 'anonymous_id', 'device_id': 'device_id'} -%}
{%- set page = json_text_at('calls.context', ['page', 'path']) -%}
{%- set system = json_text_at('calls.context', ['os', 'name']) -%}

with calls as (

    select * from {{ source('raw', 'segment_events') }}

),

-- identify and alias say who somebody is, not what they did
identified as (

    select
        'segment:' || calls.message_id as event_id,
        case calls.type when 'screen' then 'screen_view' when 'page' then 'page_view' else calls.event end as event,
        {{ person_id(identifiers) }} as person_id,
        calls.occurred_at,
        coalesce(
            calls.name,
            {{ json_text('calls.properties', 'screen') }},
            {{ page }}
        ) as screen,
        case
            when calls.platform is not null then lower(calls.platform)
            when calls.channel = 'browser' or {{ page }} is not null then 'web'
            when lower({{ system }}) in ('ios', 'ipados', 'iphone os') then 'ios'
            when lower({{ system }}) = 'android' then 'android'
        end as platform,
        {{ json_text_at('calls.context', ['os', 'version']) }} as os_version,
        {{ json_text_at('calls.context', ['app', 'version']) }} as app_version,
        {{ json_text('calls.context', 'locale') }} as language,
        {{ country_code(json_text_at('calls.context', ['location', 'country'])) }} as country,
        {{ json_text_at('calls.context', ['location', 'region']) }} as region,
        {{ json_text_at('calls.context', ['location', 'city']) }} as city,
        {{ json_text('calls.properties', 'roundtrip_message_id') }} as message_id,
        calls.properties,
        {%- for name in var('event_properties') %}
        {{ json_text('calls.properties', name) }} as property_{{ name }},
        {%- endfor %}
        calls.batch_id,
        calls.known_as_of
    from calls
    {{- join_people('calls', identifiers) }}
    where {{ is_known('calls', 'occurred_at') }} and calls.type in ('track', 'screen', 'page')

)

select * from identified
where event is not null
