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

{# A field inside nested objects as text, by its path from the outermost; NULL where any step is absent. #}
{% macro json_text_at(object, path) -%}
    ({{ object }} #>> '{{ "{" ~ path | join(",") ~ "}" }}')
{%- endmacro %}

{# Of an array of {key, value} objects the value of the first whose key is this; NULL where none is. #}
{% macro json_value_of(array, key) -%}
    jsonb_path_query_first({{ array }}, '$[*] ? (@.key == "{{ key }}").value')
{%- endmacro %}

{# What a constant mapping (a dict of texts) says of a text; NULL where it says nothing. #}
{% macro json_lookup(mapping, name) -%}
    (cast('{{ tojson(mapping) | replace("'", "''") }}' as jsonb) ->> {{ name }})
{%- endmacro %}
