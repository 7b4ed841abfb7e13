{%- set properties = var('event_properties') -%}
{%- set others = {
    'order_placed': ('fct_order', 'order_id', 'ordered_at', []),
    'app_installed': ('fct_install', 'install_id', 'installed_at', ['platform', 'country', 'region', 'city']),
    'web_visited': ('fct_web_visit', 'visit_id', 'started_at', ['country']),
    'signed_up': ('stg_profiles__sign_up', 'user_id', 'signed_up_at', []),
} -%}

with app_events as (

    -- what the app itself calls order_placed is an order too, and counts once: as the order
    select
        'event:' || event_id as deed_id,
        person_id,
        occurred_at,
        event,
        screen,
        {%- for column in event_columns() %}
        {{ column }},
        {%- endfor %}
        {%- for name in properties %}
        property_{{ name }},
        {%- endfor %}
        batch_id
    from {{ ref('int_event') }}
    where event not in ('{{ others | join("', '") }}')

),

subscription_events as (

    select
        'subscription:' || subscription_event_id as deed_id,
        person_id,
        occurred_at,
        'subscription_' || event as event,
        cast(null as {{ dbt.type_string() }}) as screen,
        {%- for column in event_columns() %}
        cast(null as {{ dbt.type_string() }}) as {{ column }},
        {%- endfor %}
        {%- for name in properties %}
        cast(null as {{ dbt.type_string() }}) as property_{{ name }},
        {%- endfor %}
        batch_id
    from {{ ref('fct_subscription_event') }}

),

unioned as (

    select * from app_events

    union all

    select * from subscription_events
    {%- for event, (model, key, moment, stated) in others.items() %}

    union all

    select
        '{{ event }}:' || {{ key }} as deed_id,
        person_id,
        {{ moment }} as occurred_at,
        cast('{{ event }}' as {{ dbt.type_string() }}) as event,
        cast(null as {{ dbt.type_string() }}) as screen,
        {%- for column in event_columns() %}
        {{ column if column in stated else 'cast(null as ' ~ dbt.type_string() ~ ')' }} as {{ column }},
        {%- endfor %}
        {%- for name in properties %}
        cast(null as {{ dbt.type_string() }}) as property_{{ name }},
        {%- endfor %}
        batch_id
    from {{ ref(model) }}
    {%- endfor %}

)

select * from unioned
where person_id is not null
