{# All values of a group's column, in no order. #}
{% macro all_of(column) -%}
    array_agg({{ column }})
{%- endmacro %}

{# How many of the moments in a column made by all_of are `since` or later. #}
{% macro how_many_since(moments, since) -%}
    (select count(*) from unnest({{ moments }}) as of_all (moment) where of_all.moment >= {{ since }})
{%- endmacro %}
