{#-
    Tells the planner what a model holds, before the next one reads it: autovacuum comes a minute late. An incremental model
    that was analysed once is left to autovacuum: a night changes a few rows in a hundred, and reading a sample of all would
    cost as much as they do.
-#}
{% macro refresh_statistics() %}
    {%- if model.config.materialized != 'view' and not (model.config.materialized == 'incremental' and has_statistics(this)) -%}
        analyze {{ this }}
    {%- endif -%}
{% endmacro %}
