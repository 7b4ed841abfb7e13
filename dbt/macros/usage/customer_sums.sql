{# What people bought in a month, as sums and counts: averages a customer or an order are quotients of two. #}
{% macro customer_sums() -%}
    count(bought.orders) as customers,
    count(*) filter (where bought.is_new) as new_customers,
    count(*) filter (where bought.orders > 1) as repeat_customers,
    {%- for measure in ['orders', 'paid_minor', 'refunded_minor', 'subscriptions_started'] %}
    cast(coalesce(sum(bought.{{ measure }}), 0) as {{ dbt.type_bigint() }}) as {{ measure }},
    {%- endfor %}
    cast(coalesce(sum(bought.paid_minor - bought.refunded_minor), 0) as {{ dbt.type_bigint() }}) as revenue_minor,
    cast(coalesce(sum(bought.orders), 0) + coalesce(sum(bought.subscriptions_started), 0) as {{ dbt.type_bigint() }})
        as conversions
{%- endmacro %}
