{# What every rpt_ table states of itself, in its last columns: the night, how far the data reach, finality, zone, currency. #}
{% macro stated(is_final, as_of_column=none, currency=var('currency')) -%}
    {% if not as_of_column %}{{ as_of() }} as as_of,
    {% endif -%}
    {{ midnight(as_of_column or as_of()) }} as data_through_at,
    {{ is_final }} as is_final,
    cast('{{ var("reporting_timezone") }}' as {{ dbt.type_string() }}) as reporting_timezone,
    cast('{{ currency }}' as {{ dbt.type_string() }}) as currency
{%- endmacro %}
