{# A list of texts as SQL has it between parentheses. #}
{% macro quoted(words) -%}
    {%- for word in words -%}'{{ word | replace("'", "''") }}'{{ ', ' if not loop.last }}{%- endfor -%}
{%- endmacro %}
