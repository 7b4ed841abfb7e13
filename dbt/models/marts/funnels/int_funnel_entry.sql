{{
    config(
        materialized='incremental',
        incremental_strategy='replace_person',
        unique_key='person_id',
        on_schema_change='fail',
        pre_hook="{{ forget_other_funnels() }}",
    )
}}
-- depends_on: {{ ref('stg_crm__person_change') }}
{%- set columns = event_columns() + property_dimensions() | map(attribute='column') | list %}
{%- set longest = var('funnels') | map(attribute='steps') | map('length') | max if var('funnels') else 1 %}

with steps as (

    {{ funnel_steps() }}

),

{% if is_incremental() and is_built_from_these_funnels() %}
touched as (

    {{ people_with_news(ref('int_funnel_step')) }}

),

taken as (

    select taken.*
    from {{ ref('int_funnel_step') }} as taken
    inner join touched
        on taken.person_id = touched.person_id

),
{% else %}
taken as (

    select * from {{ ref('int_funnel_step') }}

),
{% endif %}
begun as (

    select
        taken.*,
        steps.seconds,
        row_number() over (
            partition by
                taken.funnel,
                taken.person_id,
                case when steps.entries = 'daily' then {{ business_date('taken.occurred_at') }} end
            order by taken.occurred_at, taken.deed_id
        ) as position
    from taken
    inner join steps
        on taken.funnel = steps.funnel and taken.step = steps.step
    where taken.step = 1

),

reached_1 as (

    select
        funnel,
        person_id,
        occurred_at as entered_at,
        {{ dbt.dateadd('second', 'seconds', 'occurred_at') }} as ends_at,
        occurred_at as reached_at,
        {%- for column in columns %}
        {{ column }},
        {%- endfor %}
        1 as step
    from begun
    where position = 1

){% for step in range(2, longest + 1) %},

reached_{{ step }} as (

    -- of one instant two different deeds are in order; one deed, or its like, never takes two steps at once
    select
        before.funnel,
        before.person_id,
        before.entered_at,
        before.ends_at,
        min(taken.occurred_at) as reached_at,
        {%- for column in columns %}
        before.{{ column }},
        {%- endfor %}
        {{ step }} as step
    from reached_{{ step - 1 }} as before
    inner join {{ ref('int_funnel_step') }} as taken  -- by its index: a CTE read five times has none
        on
            before.funnel = taken.funnel
            and before.person_id = taken.person_id
            and before.ends_at > taken.occurred_at
            and taken.step = {{ step }}
            and (
                before.reached_at < taken.occurred_at
                or (before.reached_at = taken.occurred_at and taken.first_step = {{ step }})
            )
    group by
        before.funnel,
        before.person_id,
        before.entered_at,
        {%- for column in columns %}
        before.{{ column }},
        {%- endfor %}
        before.ends_at

){% endfor %},

unioned as (
    {%- for step in range(1, longest + 1) %}

    select * from reached_{{ step }}
    {{- '\n\n    union all' if not loop.last }}
    {%- endfor %}

)

select
    unioned.*,
    {{ business_date('entered_at') }} as entered_on,
    {{ seconds_between('entered_at', 'reached_at') }} as seconds,
    '{{ funnels_declared() }}' as declared,
    {{ as_of() }} as as_of
from unioned
