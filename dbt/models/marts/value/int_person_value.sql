{%- set kinds = ['order_app', 'order_web', 'order_store', 'subscription', 'ad_view'] -%}

with value_events as (

    select * from {{ ref('fct_value_event') }}
    where person_id is not null

)

select
    person_id,
    {%- for kind in kinds %}
    cast(
        coalesce(sum(value_minor) filter (where kind = '{{ kind }}'), 0) as {{ dbt.type_numeric() }}
    ) as {{ kind }}_minor,
    {%- endfor %}
    cast(coalesce(sum(value_minor), 0) as {{ dbt.type_numeric() }}) as value_minor,
    count(*) filter (where value_minor is null) as amounts_without_rate,
    min(occurred_on) as first_value_on,
    max(occurred_on) as last_value_on
from value_events
group by person_id
