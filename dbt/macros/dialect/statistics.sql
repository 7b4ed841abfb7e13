{#
    Whether the planner was ever told what is in a table; one that was just made, or made again, was not. The row count in
    pg_class would not do: making an index writes it, and says nothing of the columns.
#}
{% macro has_statistics(relation) -%}
    {%- if execute -%}
        {%- set asked -%}
            select exists (
                select from pg_stats where schemaname = '{{ relation.schema }}' and tablename = '{{ relation.identifier }}'
            ) as known
        {%- endset -%}
        {{- return(run_query(asked).columns['known'].values() | first) -}}
    {%- endif -%}
{%- endmacro %}
