{#
    An amount of money in whole minor units of its currency (ISO 4217), rounded half away from zero; the amount may be text.
    Without a currency: hundredths.
#}
{% macro minor_units(amount, currency=none) -%}
    cast(round(cast({{ amount }} as {{ dbt.type_numeric() }}) * {{ minor_units_in_one(currency) }}) as {{ dbt.type_bigint() }})
{%- endmacro %}

{% macro minor_units_in_one(currency=none) -%}
    {%- if currency is none -%}
    100
    {%- else -%}
    case
        when {{ currency }} in (
            'BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF'
        ) then 1
        when {{ currency }} in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then 1000
        else 100
    end
    {%- endif -%}
{%- endmacro %}
