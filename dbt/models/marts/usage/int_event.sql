{%- set feeds = ['app_events', 'ga4', 'segment'] -%}

with unioned as (
    {%- for feed in feeds %}

    select
        event_id,
        event,
        person_id,
        occurred_at,
        screen,
        platform,
        os_version,
        app_version,
        language,
        country,
        region,
        city,
        message_id,
        {%- for name in var('event_properties') %}
        property_{{ name }},
        {%- endfor %}
        batch_id,
        known_as_of
    from {{ ref('stg_' ~ feed ~ '__event') }}
    {{- '\n\n    union all' if not loop.last }}
    {%- endfor %}

)

select * from unioned
