{{
    config(
        materialized='incremental',
        incremental_strategy='replace_person',
        unique_key='person_id',
        on_schema_change='fail',
    )
}}
-- depends_on: {{ ref('stg_crm__person_change') }}
{%- set columns = event_columns() + property_dimensions() | map(attribute='column') | list %}

with days as (

    select *
    from {{ ref('fct_user_day') }}
    where
        events > 0
        {%- if is_incremental() %}
        and person_id in (
            {{ people_with_news(ref('fct_user_day')) }}
        )
        {%- endif %}

),

followed as (

    select
        days.*,
        lead(active_on) over (partition by person_id order by active_on) as next_active_on
    from days

)

select
    person_id,
    active_on as last_active_on,
    {{ days_after('active_on', var('inactive_after_days')) }} as inactive_on,
    next_active_on as reactivated_on,
    {%- for column in columns %}
    {{ column }},
    {%- endfor %}
    {{ as_of() }} as as_of
from followed
where
    next_active_on is null
    or {{ days_between('active_on', 'next_active_on') }} > {{ var('inactive_after_days') }}
