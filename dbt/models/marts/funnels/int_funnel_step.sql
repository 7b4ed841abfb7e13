{{
    config(
        materialized='incremental',
        incremental_strategy='replace_tail',
        unique_key=['person_id', 'occurred_at'],
        on_schema_change='fail',
        pre_hook="{{ forget_other_funnels() }}",
    )
}}
-- depends_on: {{ ref('stg_crm__person_change') }}
{%- set columns = event_columns() + property_dimensions() | map(attribute='column') | list %}

{% if is_incremental() %}
{%- set tails -%}
    select
        person_id,
        min(occurred_at) as since
    from (
        {{ news(ref('int_step'), 'occurred_at') }}
    ) as news
    group by person_id
{%- endset -%}
{%- set tails = noted('tails', tails) %}
{% endif %}
{% if is_incremental() and is_built_from_these_funnels() %}
with deeds as (

    select deeds.*
    from {{ ref('int_step') }} as deeds
    inner join {{ tails }} as tails
        on deeds.person_id = tails.person_id and deeds.occurred_at >= tails.since
    where deeds.occurred_at >= {{ earliest_of(tails, 'timestamptz') }}

),
{% else %}
with deeds as (

    select * from {{ ref('int_step') }}

),
{% endif %}
seen as (

    select
        {%- for dimension in property_dimensions() %}
        {{ property_value(dimension) }} as {{ dimension.column }},
        {%- endfor %}
        deeds.*
    from deeds

),

taken as (

    select
        seen.*,
        steps.funnel,
        steps.step,
        steps.first_step
    from seen
    {{ join_steps_taken() }}
    where {{ takes_any_step() }}

)

select
    funnel,
    step,
    first_step,
    deed_id,
    person_id,
    occurred_at,
    {%- for column in columns %}
    {{ column }},
    {%- endfor %}
    batch_id,
    '{{ funnels_declared() }}' as declared,
    {{ as_of() }} as as_of
from taken
