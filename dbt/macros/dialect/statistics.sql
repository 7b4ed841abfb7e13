{# Whether the planner was ever told what a table holds; one that was just made, or made again, was not. #}
{% macro has_statistics(relation) -%}
    {%- if execute -%}
        {%- set asked = "select reltuples >= 0 as known from pg_class where oid = to_regclass('" ~ relation ~ "')" -%}
        {{- return(run_query(asked).columns['known'].values() | first) -}}
    {%- endif -%}
{%- endmacro %}
