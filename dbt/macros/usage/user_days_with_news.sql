{# For fct_user_day: who has to be counted anew, and from which moment on. New events have made their sessions anew, refunds their orders. #}
{% macro user_days_with_news() -%}
    select
        person_id,
        started_at as moment
    from {{ ref('fct_session') }}
    where {{ made_anew() }}

    union all

    select
        person_id,
        ordered_at as moment
    from {{ ref('fct_order') }}
    where person_id is not null and {{ made_anew() }}

    union all

    {{ orders_taken_away() }}

    union all

    {{ news(ref('fct_subscription_event'), 'occurred_at') }}
{%- endmacro %}
