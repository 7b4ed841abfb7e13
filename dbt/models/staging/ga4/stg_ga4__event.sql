{%- set identifiers = {'user_id': 'user_id', 'anonymous_id': 'user_pseudo_id'} -%}

with exported as (

    select * from {{ source('raw', 'ga4_events') }}

),

keyed as (

    select
        exported.*,
        'ga4:' || md5(concat(
            coalesce(user_pseudo_id, ''),
            '|', {{ microseconds_since_1970('event_timestamp') }},
            '|', event_name,
            {%- for number in ['event_bundle_sequence_id', 'batch_page_id', 'batch_ordering_id', 'batch_event_index'] %}
            '|', coalesce(cast({{ number }} as {{ dbt.type_string() }}), ''){{ ',' if not loop.last }}
            {%- endfor %}
        )) as event_id
    from exported
    where {{ is_known('exported', 'event_timestamp') }}

),

identified as (

    select
        events.event_id,
        events.event_name as event,
        {{ person_id(identifiers) }} as person_id,
        events.event_timestamp as occurred_at,
        coalesce(
            {{ ga4_param('events.event_params', 'firebase_screen') }},
            {{ ga4_param('events.event_params', 'firebase_screen_class') }},
            {{ ga4_param('events.event_params', 'page_title') }}
        ) as screen,
        lower(events.platform) as platform,
        {{ ga4_known(json_text('events.device', 'operating_system_version')) }} as os_version,
        {{ ga4_known(json_text('events.app_info', 'version')) }} as app_version,
        {{ ga4_known(json_text('events.device', 'language')) }} as language,
        {{ country_code(json_text('events.geo', 'country')) }} as country,
        {{ ga4_known(json_text('events.geo', 'region')) }} as region,
        {{ ga4_known(json_text('events.geo', 'city')) }} as city,
        {{ ga4_param('events.event_params', 'roundtrip_message_id') }} as message_id,
        events.event_params as properties,
        {%- for name in var('event_properties') %}
        {{ ga4_param('events.event_params', name) }} as property_{{ name }},
        {%- endfor %}
        events.ecommerce,
        events.batch_id,
        events.known_as_of
    from keyed as events
    {{- join_people('events', identifiers) }}

)

select * from identified
