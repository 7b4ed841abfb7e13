with sessions as (

    select * from {{ ref('fct_session') }}

),

begun as (

    select
        sessions.*,
        started_on as active_on,
        true as is_begun
    from sessions

    union all

    select
        sessions.*,
        {{ business_date('ended_at') }} as active_on,
        false as is_begun
    from sessions
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
