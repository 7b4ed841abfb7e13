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
{%- set tails -%}
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

    )

    select
        tails.*,
        (
            select max(earlier.ended_at)
            from {{ this }} as earlier
            where earlier.person_id = tails.person_id and earlier.ended_at < tails.since
        ) as earlier_ended_at
    from tails
{%- endset -%}
{%- set tails = noted('tails', tails) %}
with events as (

    select
        events.*,
        tails.earlier_ended_at
    from {{ ref('int_event') }} as events
    inner join {{ tails }} as tails
        on events.person_id = tails.person_id and events.occurred_at >= tails.since
    where events.occurred_at >= {{ earliest_of(tails, 'timestamptz') }}

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
        {%- for dimension in property_dimensions() %}
        {{ property_value(dimension) }} as {{ dimension.column }}_stated,
        {%- endfor %}
        {% if is_incremental() -%}
        coalesce(lag(occurred_at) over (partition by person_id order by occurred_at, event_id), earlier_ended_at)
        {%- else -%}
        lag(occurred_at) over (partition by person_id order by occurred_at, event_id)
        {%- endif %} as previous_at,
        lead(occurred_at) over (partition by person_id order by occurred_at, event_id) as next_at
    from events

),

bounded as (

    select
        marked.*,
        previous_at is null or occurred_at - previous_at > interval '{{ var("session_gap") }}' as is_first,
        next_at is null or next_at - occurred_at > interval '{{ var("session_gap") }}' as is_last
    from marked

),

numbered as (

    select
        bounded.*,
        count(*) filter (where is_first) over (partition by person_id order by occurred_at, event_id) as session_number,
        max(case when is_first then {{ midnight(days_after(business_date('occurred_at'), 1)) }} end) over (
            partition by person_id order by occurred_at, event_id
        ) as midnight_at
    from bounded

),

ranked as (

    -- a session states a property when any of its events does: the first that does counts
    select
        {%- for dimension in property_dimensions() %}
        row_number() over (
            partition by person_id, session_number
            order by case when {{ dimension.column }}_stated is null then 1 else 0 end, occurred_at, event_id
        ) as {{ dimension.column }}_position,
        {%- endfor %}
        numbered.*
    from numbered

),

sessions as (

    select
        min(event_id) filter (where is_first) as session_id,
        person_id,
        min(occurred_at) as started_at,
        max(occurred_at) as ended_at,
        {{ seconds_between('min(previous_at) filter (where is_first)', 'min(occurred_at)') }} as seconds_since_previous,
        count(*) as events,
        count(*) filter (where occurred_at >= midnight_at) as events_after_midnight,
        count(distinct screen) as screens,
        min(screen) filter (where is_first) as entry_screen,
        min(screen) filter (where is_last) as exit_screen,
        {%- for column in event_columns() %}
        min({{ column }}) filter (where is_first) as {{ column }},
        {%- endfor %}
        {%- for dimension in property_dimensions() %}
        min({{ dimension.column }}_stated) filter (
            where {{ dimension.column }}_position = 1
        ) as {{ dimension.column }},
        {%- endfor %}
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
