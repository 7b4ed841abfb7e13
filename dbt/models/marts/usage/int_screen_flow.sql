{{
    config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key='started_on',
        on_schema_change='fail',
        pre_hook="{{ forget_empty_days() }}",
    )
}}

with sessions as (

    select * from {{ ref('fct_session') }}

),

{% if is_incremental() %}
days as (

    select
        started_on,
        count(*) as sessions
    from sessions
    group by started_on

),

built as (

    select
        started_on,
        sum(times) as sessions
    from {{ this }}
    where from_screen = '(start)'
    group by started_on

),

touched as (

    select started_on
    from sessions
    where as_of = {{ as_of() }} or as_of > ({{ last_built() }})

    union

    -- what is nobody's any more leaves no new session behind, but one less
    select days.started_on
    from days
    left join built
        on days.started_on = built.started_on
    where days.sessions is distinct from built.sessions

),
{% else %}
touched as (

    select distinct started_on
    from sessions

),
{% endif %}
begun as (

    select sessions.*
    from sessions
    inner join touched
        on sessions.started_on = touched.started_on

),

seen as (

    select
        begun.session_id,
        begun.started_on,
        begun.platform,
        events.screen,
        events.occurred_at,
        events.event_id,
        lag(events.screen) over (
            partition by begun.session_id order by events.occurred_at, events.event_id
        ) as previous_screen
    from begun
    left join {{ ref('int_event') }} as events
        on
            begun.person_id = events.person_id
            and begun.started_at <= events.occurred_at
            and begun.ended_at >= events.occurred_at
            and events.occurred_at >= (select min(earliest.started_at) from begun as earliest)
            and events.occurred_at <= (select max(latest.ended_at) from begun as latest)
            and events.screen is not null

),

moved as (

    -- several events on one screen are one stay
    select
        seen.*,
        lead(screen) over (partition by session_id order by occurred_at, event_id) as next_screen
    from seen
    where previous_screen is null or screen <> previous_screen

),

moves as (

    select
        started_on,
        platform,
        coalesce(previous_screen, '(start)') as from_screen,
        coalesce(screen, '(end)') as to_screen
    from moved

    union all

    select
        started_on,
        platform,
        screen as from_screen,
        '(end)' as to_screen
    from moved
    where screen is not null and next_screen is null

)

select
    started_on,
    platform,
    from_screen,
    to_screen,
    count(*) as times,
    {{ as_of() }} as as_of
from moves
group by started_on, platform, from_screen, to_screen
