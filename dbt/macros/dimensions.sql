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

{#
    Sums over rows in one pass, in long form: `by`, dimension, value and the `sums`; once for everybody together (total, all)
    unless has_total is false, and once for each of `dimensions`, whose columns the rows have (of table `of`, where two have one
    of that name). What nobody states is 'unknown'.
#}
{% macro by_dimensions(rows, sums, dimensions, by, has_total=true, of=none) -%}
    {%- set prefix = of ~ '.' if of else '' -%}
    select
        {{ by }},
        {%- if dimensions %}
        case
            {%- for dimension in dimensions %}
            when grouping({{ prefix }}{{ dimension.column }}) = 0 then '{{ dimension.name }}'
            {%- endfor %}
            else 'total'
        end as dimension,
        case
            {%- for dimension in dimensions %}
            when grouping({{ prefix }}{{ dimension.column }}) = 0
                then coalesce(cast({{ prefix }}{{ dimension.column }} as {{ dbt.type_string() }}), 'unknown')
            {%- endfor %}
            else 'all'
        end as value,
        {%- else %}
        'total' as dimension,
        'all' as value,
        {%- endif %}
        {{ sums }}
    from {{ rows }}
    group by grouping sets (
        {%- if has_total %}
        ({{ by }}){{ ',' if dimensions }}
        {%- endif %}
        {%- for dimension in dimensions %}
        ({{ by }}, {{ prefix }}{{ dimension.column }}){{ ',' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}
