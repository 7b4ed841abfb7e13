{# A number written as text; NULL where the text is none, or none of a size that money and counts have. #}
{% macro number_or_null(text) -%}
    cast(substring({{ text }} from '^[+-]?[0-9]{1,12}(?:[.][0-9]{1,20})?$') as {{ dbt.type_numeric() }})
{%- endmacro %}
