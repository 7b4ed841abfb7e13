{#- Tells the planner what a model holds, before the next one reads it: autovacuum comes a minute late. -#}
{% macro refresh_statistics() %}
    {%- if model.config.materialized != 'view' -%} analyze {{ this }} {%- endif -%}
{% endmacro %}
