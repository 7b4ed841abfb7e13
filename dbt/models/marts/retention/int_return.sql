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

with firsts as (

    select * from {{ ref('int_person_first_day') }}

),

{% if is_incremental() %}
touched as (

    {{ people_with_news(ref('fct_user_day')) }}

    union

    -- an install alone makes a first day, or an earlier one
    select firsts.person_id
    from firsts
    left join {{ this }} as built
        on firsts.person_id = built.person_id
    where built.first_on is distinct from firsts.first_on

),
{% else %}
touched as (

    select person_id from firsts

),
{% endif %}
days as (

    select
        firsts.person_id,
        firsts.first_on,
        days.active_on,
        {%- for column in columns %}
        days.{{ column }},
        {%- endfor %}
        sum(days.sessions) over (partition by firsts.person_id order by days.active_on) as opened,
        row_number() over (partition by firsts.person_id order by days.active_on) as position
    from touched
    inner join firsts
        on touched.person_id = firsts.person_id
    left join {{ ref('fct_user_day') }} as days
        on firsts.person_id = days.person_id and days.events > 0

)

select
    person_id,
    first_on,
    max(active_on) as last_active_on,
    {%- for day in var('retention_days') %}
    coalesce(bool_or(active_on = {{ days_after('first_on', day) }}), false) as is_back_on_day_{{ day }},
    {%- endfor %}
    {%- for number in var('nth_returns') %}
    min(active_on) filter (where opened >= {{ number }}) as opened_{{ number }}_on,
    {%- endfor %}
    {%- for column in columns %}
    min({{ column }}) filter (where position = 1) as {{ column }},
    {%- endfor %}
    {{ as_of() }} as as_of
from days
group by person_id, first_on
