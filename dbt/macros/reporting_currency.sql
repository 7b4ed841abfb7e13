{#
    An amount in minor units of `currency` (three expressions, which may stand unqualified) told in minor units of the reporting
    currency at the rate of the day `on`, as a numeric with six decimals: sums of it are exact. NULL where no rate is known: such
    money is counted as missing (rpt_missing_rate) and never taken for nothing.

    The rate is looked up row by row, and only for rows in another currency: by the unique index of dim_exchange_rate.
#}
{% macro in_reporting_currency(amount, currency, on) -%}
    cast(
        {{ amount }} * case
            when {{ currency }} = '{{ var("currency") }}' then 1
            else (
                select max(rates.per_minor_unit)
                from {{ ref('dim_exchange_rate') }} as rates
                where rates.rate_currency = {{ currency }} and rates.valid_on = {{ on }}
            )
        end as {{ dbt.type_numeric() }}
    )
{%- endmacro %}

{# The same in whole minor units, for what BI reads as whole numbers; NULL where no rate is known, 0 for what has no price. #}
{% macro whole_in_reporting_currency(amount, currency, on) -%}
    case
        when {{ amount }} = 0 then 0
        else cast(round({{ in_reporting_currency(amount, currency, on) }}) as {{ dbt.type_bigint() }})
    end
{%- endmacro %}
