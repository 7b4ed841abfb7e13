{#
    What include/dimensions.yml declares (var `dimensions`), for models to loop over. Each is a dict with name, of, column,
    property, when, many and model.
#}

{# Columns of an event that say how things were: fct_session and fct_user_day carry them all, whether or not they are declared. #}
{% macro event_columns() -%}
    {{ return(['platform', 'os_version', 'app_version', 'country', 'region', 'city', 'language']) }}
{%- endmacro %}

{# Dimensions read from a property of an event; the column of each is property_<its name>. #}
{% macro property_dimensions() -%}
    {{ return(var('dimensions') | selectattr('property') | list) }}
{%- endmacro %}

{# What an event states of a property dimension; NULL where it states nothing or another event is meant. #}
{% macro property_value(dimension) -%}
    {%- if dimension.when -%}
        case when event = '{{ dimension.when }}' then property_{{ dimension.property }} end
    {%- else -%}
        property_{{ dimension.property }}
    {%- endif -%}
{%- endmacro %}
