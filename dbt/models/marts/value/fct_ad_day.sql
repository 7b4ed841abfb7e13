{{
    config(
        materialized='incremental',
        incremental_strategy='replace_tail',
        unique_key=['person_id', 'viewed_on'],
        on_schema_change='fail',
    )
}}
-- depends_on: {{ ref('stg_crm__person_change') }}

{% if is_incremental() %}
{%- set tails -%}
    select
        person_id,
        {{ business_date('min(viewed_at)') }} as since
    from (
        {{ news(ref('fct_ad_view'), 'viewed_at') }}
    ) as news
    group by person_id
{%- endset -%}
{%- set tails = noted('tails', tails) %}
with views as (

    select views.*
    from {{ ref('fct_ad_view') }} as views
    inner join {{ tails }} as tails
        on views.person_id = tails.person_id and views.viewed_at >= {{ midnight('tails.since') }}
    where views.viewed_at >= {{ midnight(earliest_of(tails, 'date')) }}

),
{% else %}
with views as (

    select *
    from {{ ref('fct_ad_view') }}
    where person_id is not null

),
{% endif %}
days as (

    select
        person_id,
        viewed_on,
        coalesce(currency, '{{ var("currency") }}') as currency,
        count(*) as views,
        cast(
            coalesce(sum(case when currency is not null then revenue_micros end), 0)
            as {{ dbt.type_bigint() }}
        ) as revenue_micros,
        max(batch_id) as batch_id
    from views
    group by person_id, viewed_on, coalesce(currency, '{{ var("currency") }}')

)

select
    days.*,
    {{ as_of() }} as as_of
from days
