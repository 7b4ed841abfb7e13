{# JSON is opened in staging, nowhere else, and by these only. #}

{# One field of a JSON object as text; NULL where it is absent. #}
{% macro json_text(object, field) -%}
    ({{ object }} ->> '{{ field }}')
{%- endmacro %}

{# For a lateral join: the fields of a JSON object, as `name`.key and `name`.value (text). #}
{% macro json_entries(object, name) -%}
    jsonb_each_text({{ object }}) as {{ name }} (key, value)
{%- endmacro %}

{# For a lateral join: the texts of a JSON array, as `name`.value; none of anything else, which would stop the night. #}
{% macro json_texts(array, name) -%}
    jsonb_array_elements_text(case jsonb_typeof({{ array }}) when 'array' then {{ array }} end) as {{ name }} (value)
{%- endmacro %}
