{# An amount of money in whole minor units (hundredths), rounded half away from zero; the amount may be text. #}
{% macro minor_units(amount) -%}
    cast(round(cast({{ amount }} as {{ dbt.type_numeric() }}) * 100) as {{ dbt.type_bigint() }})
{%- endmacro %}
