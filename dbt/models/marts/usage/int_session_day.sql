-- Neither a CTE nor a union of sessions: a night asks for the days of a few people, and Postgres looks their sessions
-- up by index only where it can merge the view into that question.
-- noqa: disable=ST05
select
    sessions.session_id,
    sessions.person_id,
    case when parts.is_begun then sessions.started_on else {{ business_date('sessions.ended_at') }} end as active_on,
    parts.is_begun,
    sessions.started_at,
    sessions.ended_at,
    {%- for column in event_columns() + property_dimensions() | map(attribute='column') | list %}
    sessions.{{ column }},
    {%- endfor %}
    sessions.seconds,
    case
        when parts.is_begun then sessions.events - sessions.events_after_midnight
        when {{ days_between('sessions.started_on', business_date('sessions.ended_at')) }} = 1
            then sessions.events_after_midnight
    end as events,
    sessions.batch_id
from {{ ref('fct_session') }} as sessions
inner join (
    select true as is_begun
    union all
    select false as is_begun
) as parts
    on parts.is_begun or sessions.events_after_midnight > 0
