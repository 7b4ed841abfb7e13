{{
    config(
        materialized='incremental',
        incremental_strategy='replace_touched',
        unique_key='person_id',
        on_schema_change='fail',
    )
}}
-- depends_on: {{ ref('stg_crm__person_change') }}, {{ ref('stg_landing__batch') }}, {{ ref('fct_web_visit') }}
-- depends_on: {{ ref('dim_lead') }}, {{ ref('stg_shopify__replaced_order') }}

{%- if is_incremental() %}
{%- set touched = noted('touched', lives_with_news()) %}
{%- endif %}

with identified as (

    select
        person_id,
        bool_or(kind = 'user_id') as has_account,
        bool_or(kind in ('user_id', 'device_id', 'anonymous_id')) as is_in_app,
        max(identifier_id) as newest_identifier_id
    from {{ ref('stg_crm__identifier') }}
    {{ only(touched, 'person_id') }}
    group by person_id

),

moments as (

    select
        person_id,
        min(started_at) as first_at,
        max(ended_at) as last_in_app_at
    from {{ ref('fct_session') }}
    {{ only(touched, 'person_id') }}
    group by person_id

    union all

    select
        person_id,
        min(installed_at) as first_at,
        max(installed_at) as last_in_app_at
    from {{ ref('fct_install') }}
    {{ only(touched, 'person_id') }}
    group by person_id

    union all

    select
        person_id,
        min(seen_at) as first_at,
        max(seen_at) as last_in_app_at
    from {{ ref('stg_devices__device') }}
    {{ only(touched, 'person_id') }}
    group by person_id

    union all

    select
        person_id,
        touched_at as first_at,
        null as last_in_app_at
    from {{ ref('int_first_touch') }}
    {{ only(touched, 'person_id') }}

    union all

    select
        person_id,
        min(ordered_at) as first_at,
        null as last_in_app_at
    from {{ ref('fct_order') }}
    {{ only(touched, 'person_id') }}
    group by person_id

),

lives as (

    select
        person_id,
        min(first_at) as first_seen_at,
        max(last_in_app_at) as last_in_app_at
    from moments
    group by person_id

),

uninstalls as (

    select
        person_id,
        max(uninstalled_at) as uninstalled_at
    from {{ ref('fct_uninstall') }}
    {{ only(touched, 'person_id') }}
    group by person_id

)

select
    identified.person_id,
    identified.has_account,
    identified.is_in_app,
    lives.first_seen_at,
    case
        when lives.last_in_app_at > uninstalls.uninstalled_at then null
        else uninstalls.uninstalled_at
    end as uninstalled_at,
    identified.newest_identifier_id,
    {{ as_of() }} as as_of
from identified
left join lives
    on identified.person_id = lives.person_id
left join uninstalls
    on identified.person_id = uninstalls.person_id
