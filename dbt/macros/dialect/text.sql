{# For a lateral join: the parts of a text between separators, as `name`.value. #}
{% macro text_parts(text, separator, name) -%}
    string_to_table({{ text }}, '{{ separator }}') as {{ name }} (value)
{%- endmacro %}

{# The host of a URL as text, without www; NULL where there is none. #}
{% macro host_of(url) -%}
    substring({{ url }} from '^[a-z]+://(?:www[.])?([^/:?#]+)')
{%- endmacro %}

{# Of a group's rows the texts of a column, in the order of another, with a separator between. #}
{% macro joined_in_order(text, separator, order) -%}
    string_agg({{ text }}, '{{ separator }}' order by {{ order }})
{%- endmacro %}
