{{
    config(
        materialized='incremental',
        incremental_strategy='replace_tail',
        unique_key=['person_id', 'active_on'],
        on_schema_change='fail',
    )
}}
-- depends_on: {{ ref('stg_crm__person_change') }}

{% if is_incremental() %}
with tails as (

    select
        person_id,
        {{ business_date('min(moment)') }} as since
    from (
        {%- for kind in activities().values() if not kind.follows %}
        {{ news(ref(kind.model), kind.at, kind.revised) }}
        {{- '\n\n        union all' if not loop.last }}
        {%- endfor %}
    ) as news (person_id, moment)
    group by person_id

),
{% else %}
with tails as (

    select
        person_id,
        cast('1970-01-01' as date) as since
    from {{ ref('dim_person') }}

),
{% endif %}
days as (
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
    inner join tails
        on acts.person_id = tails.person_id and acts.{{ kind.at }} >= {{ midnight('tails.since') }}
    where acts.{{ kind.at }} >= {{ midnight('(select min(earliest.since) from tails as earliest)') }}
    group by acts.person_id, acts.{{ kind.detail }}, {{ business_date('acts.' ~ kind.at) }}
    {{- '\n\n    union all' if not loop.last }}
    {%- endfor %}

)

select
    days.*,
    {{ as_of() }} as as_of
from days
