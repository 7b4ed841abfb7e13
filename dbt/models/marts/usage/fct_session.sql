{{
    config(
        materialized='incremental',
        incremental_strategy='replace_tail',
        unique_key=['person_id', 'started_at'],
        on_schema_change='fail',
    )
}}
-- depends_on: {{ ref('stg_crm__person_change') }}

{% if is_incremental() %}
with touched as (

    select
        person_id,
        min(occurred_at) as first_at
    from (
        {{ news(ref('int_event'), 'occurred_at') }}
    ) as news
    group by person_id

),

tails as (

    -- a session that was still open half an hour before the first new event may go on with it
    select
        touched.person_id,
        least(touched.first_at, min(sessions.started_at)) as since
    from touched
    left join {{ this }} as sessions
        on
            touched.person_id = sessions.person_id
            and sessions.ended_at >= touched.first_at - interval '{{ var("session_gap") }}'
    group by touched.person_id, touched.first_at

),

events as (

    select events.*
    from {{ ref('int_event') }} as events
    inner join tails
        on events.person_id = tails.person_id and events.occurred_at >= tails.since
    where events.occurred_at >= (select min(earliest.since) from tails as earliest)

),
{% else %}
with events as (

    select *
    from {{ ref('int_event') }}
    where person_id is not null

),
{% endif %}
marked as (

    select
        events.*,
        lag(occurred_at) over (partition by person_id order by occurred_at, event_id) as previous_at
    from events

),

numbered as (

    select
        marked.*,
        count(*) filter (
            where previous_at is null or occurred_at - previous_at > interval '{{ var("session_gap") }}'
        ) over (partition by person_id order by occurred_at, event_id) as session_number
    from marked

),

ranked as (

    select
        numbered.*,
        row_number() over (
            partition by person_id, session_number order by occurred_at, event_id
        ) as event_number
    from numbered

),

sessions as (

    select
        min(event_id) filter (where event_number = 1) as session_id,
        person_id,
        min(occurred_at) as started_at,
        max(occurred_at) as ended_at,
        count(*) as events,
        count(distinct screen) as screens,
        min(platform) filter (where event_number = 1) as platform,
        max(batch_id) as batch_id
    from ranked
    group by person_id, session_number

)

select
    sessions.*,
    {{ seconds_between('started_at', 'ended_at') }} as seconds,
    {{ business_date('started_at') }} as started_on,
    {{ as_of() }} as as_of
from sessions
