{#
    One parameter of a Google Analytics event as text. It arrives as {key, value}, its value under the name of its type; where
    the app sent it once as text and once as a number, the text is what it meant.
#}
{% macro ga4_param(params, name) -%}
    {%- set value = json_value_of(params, name) -%}
    coalesce(
        {%- for type in ['string_value', 'int_value', 'double_value', 'float_value'] %}
        {{ json_text(value, type) }}{{ ',' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}

{# A text of Google Analytics, NULL where it says that it does not know. #}
{% macro ga4_known(text) -%}
    nullif(nullif({{ text }}, '(not set)'), '')
{%- endmacro %}
