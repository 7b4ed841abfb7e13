{# Text columns that a part of a union knows nothing of. #}
{% macro nothing_of(columns) -%}
    {%- for column in columns -%}
    cast(null as {{ dbt.type_string() }}) as {{ column }}{{ ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
