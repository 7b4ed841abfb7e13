{#
    The date of the night as views ask for it: a function that the planner replaces by the literal it stands for, wherever a view is
    read and whoever reads it. A setting would have to be made by every reader; of a table of one row the planner would know nothing.
#}
{% macro as_of_of_views() -%}
    staging.as_of()
{%- endmacro %}

{# For on-run-start, before any view is made. #}
{% macro tell_views_the_night() -%}
    {%- if execute -%}
    create schema if not exists staging;
    create or replace function {{ as_of_of_views() }} returns date immutable parallel safe return {{ night() }};
    {%- endif -%}
{%- endmacro %}
