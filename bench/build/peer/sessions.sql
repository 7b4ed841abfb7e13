with marked as (
    select
        *,
        lag(occurred_at) over person as previous_at,
        lead(occurred_at) over person as next_at
    from identified_event
    where person_id is not null
    window person as (partition by person_id order by occurred_at, event_id)
),

numbered as (
    select
        *,
        previous_at is null or occurred_at - previous_at > interval 30 minutes as is_first,
        next_at is null or next_at - occurred_at > interval 30 minutes as is_last,
        sum(cast(is_first as integer)) over (partition by person_id order by occurred_at, event_id) as session_number
    from marked
)

select
    any_value(event_id) filter (is_first) as session_id,
    person_id,
    min(occurred_at) as started_at,
    max(occurred_at) as ended_at,
    count(*) as events,
    count(distinct screen) as screens,
    any_value(screen) filter (is_first) as entry_screen,
    any_value(screen) filter (is_last) as exit_screen,
    any_value(platform) filter (is_first) as platform,
    any_value(os_version) filter (is_first) as os_version,
    any_value(app_version) filter (is_first) as app_version,
    any_value(country) filter (is_first) as country,
    any_value(region) filter (is_first) as region,
    any_value(city) filter (is_first) as city,
    any_value(language) filter (is_first) as language
from numbered
group by person_id, session_number
