{{
    config(
        materialized='incremental',
        incremental_strategy='replace_night',
        unique_key='as_of',
        on_schema_change='fail',
    )
}}
{%- set told = {
    'total': "'all'",
    'source_type': 'source_type',
    'campaign': "partner || ' / ' || coalesce(campaign, '-')",
    'cohort_week': 'cast(cohort_week as ' ~ dbt.type_string() ~ ')',
} %}

with groups as (

    {%- for dimension, value in told.items() %}
    select
        person_id,
        '{{ dimension }}' as dimension,
        {{ value }} as value
    from {{ ref('dim_acquisition') }}
    {%- if dimension == 'campaign' %}
    where source_type = 'paid'
    {%- endif %}

    union all
    {% endfor %}
    select
        person_id,
        'segment' as dimension,
        segment as value
    from {{ ref('segment_membership') }}
    where left_on is null

),

predicted as (

    select * from {{ ref('stg_landing__person_value') }}
    where as_of = {{ as_of() }}

),

likely as (

    select
        level as dimension,
        coalesce({{ told['campaign'] }}, source_type, {{ told['cohort_week'] }}, 'all') as value,
        value_30_low_minor,
        value_30_high_minor,
        value_90_low_minor,
        value_90_high_minor,
        value_365_low_minor,
        value_365_high_minor
    from {{ ref('stg_landing__value_cohort') }}
    where as_of = {{ as_of() }} and level <> 'cohort' and (level <> 'campaign' or source_type = 'paid')

),

summed as (

    select
        groups.dimension,
        groups.value,
        count(*) as people,
        count(predicted.person_id) as customers,
        {{ sum_of_floats('predicted.p_alive') }} as customers_alive,
        {%- for kind in ('order_app', 'order_web', 'order_store', 'subscription', 'ad_view') %}
        cast(coalesce(sum(observed.{{ kind }}_minor), 0) as {{ dbt.type_numeric() }}) as {{ kind }}_minor,
        {%- endfor %}
        cast(coalesce(sum(observed.value_minor), 0) as {{ dbt.type_numeric() }}) as value_minor,
        {{ sum_of_floats('predicted.value_30_minor') }} as value_30_mid_minor,
        {{ sum_of_floats('predicted.value_90_minor') }} as value_90_mid_minor,
        {{ sum_of_floats('predicted.value_365_minor') }} as value_365_mid_minor
    from groups
    left join {{ ref('int_person_value') }} as observed
        on groups.person_id = observed.person_id
    left join predicted
        on groups.person_id = predicted.person_id
    group by groups.dimension, groups.value

)

select
    {{ as_of() }} as as_of,
    summed.dimension,
    cast(summed.value as {{ dbt.type_string() }}) as value,
    summed.people,
    summed.customers,
    summed.customers_alive,
    {%- for kind in ('order_app', 'order_web', 'order_store', 'subscription', 'ad_view') %}
    summed.{{ kind }}_minor,
    {%- endfor %}
    summed.value_minor,
    {%- for horizon in (30, 90, 365) %}
    likely.value_{{ horizon }}_low_minor,
    summed.value_{{ horizon }}_mid_minor,
    likely.value_{{ horizon }}_high_minor,
    {%- endfor %}
    {{ stated('false', as_of_column=as_of()) }}
from summed
left join likely
    on summed.dimension = likely.dimension and summed.value = likely.value
