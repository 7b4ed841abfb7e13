{#
    What an accepted message of a channel costs by include/policy.yml, in minor units of the reporting currency, as a numeric with
    six decimals; NULL where the policy does not say.
#}
{% macro message_cost(channel) -%}
    cast(
        case {{ channel }}
            {%- for name, cost in var('message_cost').items() %}
            when '{{ name }}' then {{ cost }}
            {%- endfor %}
            else null
        end as {{ dbt.type_numeric() }}
    )
{%- endmacro %}
