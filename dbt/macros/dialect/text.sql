{# For a lateral join: the parts of a text between separators, as `name`.value. #}
{% macro text_parts(text, separator, name) -%}
    string_to_table({{ text }}, '{{ separator }}') as {{ name }} (value)
{%- endmacro %}
