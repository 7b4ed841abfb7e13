{#
    Credit of the touches of a path, by running totals: what all touches up to a position hold together is rounded, and a touch
    holds what its total has more than the one before. So the parts make exactly the whole, whatever the rounding.
#}

{# The models that share a conversion out among the touches of its path, in the order they are shown. #}
{% macro attribution_models() -%}
    {{- return(['first', 'last', 'last_non_direct', 'linear', 'position_based', 'time_decay', 'markov']) -}}
{%- endmacro %}

{# The models, one a row. #}
{% macro each_attribution_model() -%}
    {%- for model in attribution_models() %}
    select '{{ model }}' as model
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{# The share, 0 to 1, that the first `position` of `steps` touches hold by position alone. #}
{% macro position_based_until(position, steps) -%}
    {%- set first, last = var('attribution_position_weights') -%}
    {%- set float = dbt.type_float() -%}
    case
        when {{ position }} = {{ steps }} then cast(1 as {{ float }})
        when {{ steps }} = 2 then cast({{ first / (first + last) }} as {{ float }})
        else cast({{ first }} as {{ float }})
            + ({{ position }} - 1) * cast({{ 1 - first - last }} as {{ float }}) / ({{ steps }} - 2)
    end
{%- endmacro %}

{# What is left after so many seconds of a weight that halves every var attribution_half_life_days. #}
{% macro decayed(seconds) -%}
    power(
        cast(0.5 as {{ dbt.type_float() }}),
        cast({{ seconds }} as {{ dbt.type_float() }}) / {{ 86400 * var('attribution_half_life_days') }}
    )
{%- endmacro %}

{# The share of `weight` that rows up to this one have of their path's; all of it at the last, whatever the adding lost. #}
{% macro weight_until(weight) -%}
    case
        when position = steps then 1
        else sum({{ weight }}) over (partition by goal, conversion_id order by position)
            / sum({{ weight }}) over (partition by goal, conversion_id)
    end
{%- endmacro %}

{#
    What is held together of the conversion, in trillionths, and of its revenue, in millionths of a minor unit. Counted in whole
    numbers: windows over numerics took three quarters of the model's time.
#}
{% macro held_share(until) -%}
    cast(round({{ until }} * 1000000000000) as {{ dbt.type_bigint() }})
{%- endmacro %}

{% macro held_money(until) -%}
    case
        when {{ until }} = 1 then revenue_millionths
        else cast(round(revenue_millionths * {{ until }}) as {{ dbt.type_bigint() }})
    end
{%- endmacro %}

{# `rows` of int_credit, once for each model: the columns model, credit and revenue_minor. #}
{% macro credit_by_model(rows) -%}
    select
        {{ rows }}.*,
        held.model,
        held.credit,
        held.revenue_minor
    from {{ rows }}
    cross join lateral (
        {%- for model in attribution_models() %}
        select
            '{{ model }}' as model,
            {{ rows }}.{{ model }}_credit as credit,
            {{ rows }}.{{ model }}_minor as revenue_minor
        {{ 'union all' if not loop.last }}
        {%- endfor %}
    ) as held
{%- endmacro %}

{# What a touch holds more than the touch before it. #}
{% macro beyond_the_one_before(held) -%}
    ({{ held }} - coalesce(lag({{ held }}) over (partition by goal, conversion_id order by position), 0))
{%- endmacro %}

{% macro credited_share(held) -%}
    cast({{ beyond_the_one_before(held) }} * 0.000000000001 as {{ type_share() }})
{%- endmacro %}

{% macro credited_money(held) -%}
    cast({{ beyond_the_one_before(held) }} * 0.000001 as {{ dbt.type_numeric() }})
{%- endmacro %}

{#
    The night that says the last word on the conversions of a day: the day is over, what is given back usually is, and the
    slowest feed had its time. What comes later restates it, beside what it said that night.
#}
{% macro closes_on(day) -%}
    {{ days_after(day, 1 + var('attribution_return_days') + var('attribution_lag_days')) }}
{%- endmacro %}
