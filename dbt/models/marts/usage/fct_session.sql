{{
    config(
        materialized='incremental',
        incremental_strategy='replace_spans',
        unique_key=['person_id', 'started_at', 'ended_at'],
        on_schema_change='fail',
    )
}}
-- depends_on: {{ ref('stg_crm__person_change') }}
{%- set columns = columns_of_sessions() | join(', ') %}
{%- set told = [
    'session_id', 'person_id', 'started_at', 'ended_at', 'seconds', 'seconds_since_previous', 'started_on', 'events',
    'events_after_midnight', 'screens', 'entry_screen', 'exit_screen', 'batch_id',
] + event_columns() + property_dimensions() | map(attribute='column') | list %}

{% if is_incremental() %}
{%- set fresh = noted(
    'fresh', new_rows(ref('int_event'), columns, 'occurred_at', 'person_id is not null'), counted='person_id, occurred_at'
) %}
{%- set spans = noted('spans', session_spans(fresh)) %}
with seen as (

    select events.*
    from {{ ref('int_event') }} as events
    inner join {{ spans }} as spans
        on
            events.person_id = spans.person_id
            and events.occurred_at between spans.seen_since and spans.seen_until
    where {{ was_seen('events', 'occurred_at') }} and {{ is_seen_in('events.occurred_at', spans) }}

),

events as (

    select {{ columns }}
    from {{ fresh }} as fresh  -- noqa: AL05

    union all

    select {{ columns }}
    from seen

),
{% else %}
with events as (

    select {{ columns }}
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
        lag(occurred_at) over (partition by person_id order by occurred_at, event_id) as previous_at,
        lead(occurred_at) over (partition by person_id order by occurred_at, event_id) as next_at
    from events

),

bounded as (

    select
        marked.*,
        previous_at is null or occurred_at > previous_at + interval '{{ var("session_gap") }}' as is_first,
        next_at is null or next_at > occurred_at + interval '{{ var("session_gap") }}' as is_last
    from marked

),

started as (

    select
        bounded.*,
        max(occurred_at) filter (where is_first) over (
            partition by person_id order by occurred_at, event_id rows unbounded preceding
        ) as started_at
    from bounded

),

ranked as (

    -- a session states a property when any of its events does: the first that does counts
    select
        {%- for dimension in property_dimensions() %}
        row_number() over (
            partition by person_id, started_at
            order by case when {{ dimension.column }}_stated is null then 1 else 0 end, occurred_at, event_id
        ) as {{ dimension.column }}_position,
        {%- endfor %}
        started.*
    from started

),

sessions as (

    -- its rows are sorted with their columns in this order: fixed widths first, to be found without walking over texts
    select
        person_id,
        started_at,
        max(occurred_at) as ended_at,
        {{ all_of('occurred_at') }} as moments,
        min(previous_at) filter (where is_first) as previous_ended_at,
        max(batch_id) as batch_id,
        count(*) as events,
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
        min(event_id) filter (where is_first) as session_id
    from ranked
    group by person_id, started_at

),

placed as (

    select
        sessions.*,
        {{ seconds_between('started_at', 'ended_at') }} as seconds,
        {{ seconds_between(
            'greatest(previous_ended_at, spans.earlier_ended_at)' if is_incremental() else 'previous_ended_at', 'started_at'
        ) }} as seconds_since_previous,
        {{ business_date('started_at') }} as started_on,
        case
            when {{ business_date('ended_at') }} = {{ business_date('started_at') }} then 0
            else {{ how_many_since('moments', midnight(days_after(business_date('started_at'), 1))) }}
        end as events_after_midnight
    from sessions
    {% if is_incremental() -%}
    inner join {{ spans }} as spans
        on
            sessions.person_id = spans.person_id
            and sessions.started_at between spans.since and spans.until
    {%- endif %}

),

told as (

    select {{ told | join(', ') }}
    from placed
    {% if is_incremental() %}
    union all

    {{ sessions_after(spans, told) }}
    {% endif %}
)

select
    told.*,
    {{ as_of() }} as as_of
from told
