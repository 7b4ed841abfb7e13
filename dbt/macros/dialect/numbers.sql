{# A number written as text; NULL where the text is none, or none of a size that money and counts have. #}
{% macro number_or_null(text) -%}
    cast(substring({{ text }} from '^[+-]?[0-9]{1,12}(?:[.][0-9]{1,20})?$') as {{ dbt.type_numeric() }})
{%- endmacro %}

{# The value that a share of the rows does not exceed, interpolated and rounded to a whole number. #}
{% macro whole_percentile(share, column) -%}
    cast(
        round(cast(percentile_cont({{ share }}) within group (order by {{ column }}) as {{ dbt.type_numeric() }}))
        as {{ dbt.type_bigint() }}
    )
{%- endmacro %}

{# A rate of exchange: exact, and with digits enough for a currency of which a unit is worth next to nothing. #}
{% macro type_rate() -%}
    numeric(38, 12)
{%- endmacro %}

{# An exact number of twelve decimals, for shares that are added up: dbt's own type_numeric has six. #}
{% macro type_share() -%}
    numeric(28, 12)
{%- endmacro %}

{# Floats added up exactly: added as floats their sum depends on the order in which rows come, and tonight's would not be told again. #}
{% macro sum_of_floats(column) -%}
    cast(sum(cast({{ column }} as {{ type_share() }})) as {{ dbt.type_float() }})
{%- endmacro %}
