{{
    config(
        materialized='incremental',
        incremental_strategy='replace_tail',
        unique_key=['person_id', 'active_on'],
        on_schema_change='fail',
    )
}}
-- depends_on: {{ ref('stg_crm__person_change') }}, {{ ref('stg_shopify__replaced_order') }}

{% if is_incremental() %}
{%- set tails -%}
    select
        person_id,
        {{ business_date('min(moment)') }} as since
    from (
        {{ activities_with_news() }}
    ) as news (person_id, moment)
    group by person_id
{%- endset -%}
{%- set tails = noted('tails', tails) %}
{%- set since = midnight(earliest_of(tails, 'date')) %}
{% endif %}
with days as (
    {%- for activity, kind in activities().items() %}

    select
        acts.person_id,
        '{{ activity }}' as activity,
        coalesce(acts.{{ kind.detail }}, 'unknown') as detail,
        {{ business_date('acts.' ~ kind.at) }} as active_on,
        count(*) as times,
        cast({{ 'sum(' ~ kind.value ~ ')' if kind.value else 'null' }} as {{ dbt.type_bigint() }}) as value_minor,
        min(acts.{{ kind.at }}) as first_at,
        max(acts.{{ kind.at }}) as last_at,
        {{ 'cast(null as ' ~ dbt.type_bigint() ~ ')' if kind.follows else 'max(acts.batch_id)' }} as batch_id
    from {{ ref(kind.model) }} as acts
    {{ of_tails(tails, 'acts', kind.at, since=midnight('tails.since'), bound='acts.' ~ kind.at ~ ' >= ' ~ since) }}
    group by acts.person_id, acts.{{ kind.detail }}, {{ business_date('acts.' ~ kind.at) }}
    {{- '\n\n    union all' if not loop.last }}
    {%- endfor %}

)

select
    days.*,
    {{ as_of() }} as as_of
from days
