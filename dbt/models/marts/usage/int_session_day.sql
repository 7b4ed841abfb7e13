with begun as (

    -- not by way of one CTE for both branches: a night would read every session there is into it
    select
        sessions.*,
        started_on as active_on,
        true as is_begun,
        events - events_after_midnight as events_of_day
    from {{ ref('fct_session') }} as sessions

    union all

    select
        sessions.*,
        {{ business_date('ended_at') }} as active_on,
        false as is_begun,
        case
            when {{ days_between('started_on', business_date('ended_at')) }} = 1 then events_after_midnight
        end as events_of_day
    from {{ ref('fct_session') }} as sessions
    where events_after_midnight > 0

)

select
    session_id,
    person_id,
    active_on,
    is_begun,
    started_at,
    ended_at,
    {%- for column in event_columns() + property_dimensions() | map(attribute='column') | list %}
    {{ column }},
    {%- endfor %}
    seconds,
    events_of_day as events,
    batch_id
from begun
