with begun as (

    -- not by way of one CTE for both branches: a night would read every session there is into it
    select
        sessions.*,
        started_on as active_on,
        true as is_begun
    from {{ ref('fct_session') }} as sessions

    union all

    select
        sessions.*,
        {{ business_date('ended_at') }} as active_on,
        false as is_begun
    from {{ ref('fct_session') }} as sessions
    where {{ business_date('ended_at') }} > started_on

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
    seconds
from begun
