{# Of int_credit: every model shares every conversion of fct_goal out exactly, to the last decimal, and its revenue, too. #}
{% test credit_makes_the_whole(model) %}
with shared as (
    select
        goal,
        conversion_id
        {%- for name in attribution_models() %},
        sum({{ name }}_credit) as {{ name }}_credit,
        sum({{ name }}_minor) as {{ name }}_minor
        {%- endfor %}
    from {{ model }}
    group by goal, conversion_id
)
select *
from {{ ref('fct_goal') }} as goals
full outer join shared
    on goals.goal = shared.goal and goals.conversion_id = shared.conversion_id
where
    goals.goal is null
    or shared.goal is null
    {%- for name in attribution_models() %}
    or (shared.{{ name }}_credit <> 1 {%- if name != 'markov' %} or shared.{{ name }}_credit is null{% endif %})
    or (shared.{{ name }}_credit is not null and shared.{{ name }}_minor is distinct from goals.revenue_minor)
    {%- endfor %}
{% endtest %}
