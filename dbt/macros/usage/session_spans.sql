{# For fct_session: what of somebody a night has to divide into sessions anew. #}

{# What of an event its session is made of; short columns first, as they are sorted by. #}
{% macro columns_of_sessions() -%}
    {%- set columns = ['person_id', 'occurred_at', 'batch_id', 'event_id', 'event', 'screen'] + event_columns() -%}
    {%- for property in property_dimensions() | map(attribute='property') | unique -%}
        {%- do columns.append('property_' ~ property) -%}
    {%- endfor -%}
    {{- return(columns) -}}
{%- endmacro %}

{#
    Spans of time, which do not overlap, by person: those of the `fresh` events of a day, and all from the first event that changed
    hands. Each reaches as far as the sessions that its events may go on with: a session that is farther from what is new than
    session_gap stays as it is, whatever happened before it. Of these are known
    - seen_since, seen_until: between which moments it may hold events that are not fresh; NULL where it holds none,
    - earlier_ended_at, later_ended_at: when the last session before it ended, and the first one after it. That one
      stays, too, but for its seconds_since_previous.
#}
{% macro session_spans(fresh) -%}
    with news as (

        select
            person_id,
            min(occurred_at) as since,
            max(occurred_at) as until,
            cast(null as timestamptz) as seen_since,
            cast(null as timestamptz) as seen_until
        from {{ fresh }} as fresh
        group by person_id, {{ business_date('occurred_at') }}

        union all

        select
            person_id,
            coalesce(since, timestamptz '1970-01-01 00:00:00+00') as since,
            timestamptz 'infinity' as until,
            coalesce(since, timestamptz '1970-01-01 00:00:00+00') as seen_since,
            {{ as_of_midnight() }} as seen_until
        from {{ ref('stg_crm__person_change') }}
        where why <> 'merged' and known_as_of >= {{ last_built() }}

    ),

    widened as (

        select
            news.person_id,
            least(news.since, min(sessions.started_at)) as since,
            greatest(news.until, max(sessions.ended_at)) as until,
            least(news.seen_since, min(sessions.started_at)) as seen_since,
            greatest(news.seen_until, max(sessions.ended_at)) as seen_until
        from news
        left join {{ this }} as sessions
            on
                news.person_id = sessions.person_id
                and sessions.ended_at >= news.since - interval '{{ var("session_gap") }}'
                and sessions.started_at <= news.until + interval '{{ var("session_gap") }}'
        group by news.person_id, news.since, news.until, news.seen_since, news.seen_until

    ),

    compared as (

        select
            widened.*,
            max(until) over (
                partition by person_id order by since, until rows between unbounded preceding and 1 preceding
            ) as covered_until
        from widened

    ),

    numbered as (

        select
            compared.*,
            sum(case when covered_until >= since then 0 else 1 end) over (
                partition by person_id order by since, until rows unbounded preceding
            ) as span_number
        from compared

    ),

    spans as (

        select
            person_id,
            min(since) as since,
            max(until) as until,
            min(seen_since) as seen_since,
            max(seen_until) as seen_until
        from numbered
        group by person_id, span_number

    )

    select
        spans.*,
        (
            select max(earlier.ended_at)
            from {{ this }} as earlier
            where earlier.person_id = spans.person_id and earlier.ended_at < spans.since
        ) as earlier_ended_at,
        (
            select min(later.ended_at)
            from {{ this }} as later
            where later.person_id = spans.person_id and later.ended_at > spans.until
        ) as later_ended_at
    from spans
{%- endmacro %}

{# Sessions that follow upon a span and are in none: `columns` of them as they are, after what the one before is now. #}
{% macro sessions_after(spans, columns) -%}
    select
        {%- for column in columns %}
        {% if column == 'seconds_since_previous' -%}
        {{ seconds_between('before.ended_at', 'sessions.started_at') }} as seconds_since_previous
        {%- else -%}
        sessions.{{ column }}
        {%- endif -%}
        {{ ',' if not loop.last }}
        {%- endfor %}
    from {{ this }} as sessions
    inner join (
        select
            person_id,
            later_ended_at,
            max(until) as ended_at
        from {{ spans }} as spans
        where later_ended_at is not null
        group by person_id, later_ended_at
    ) as before
        on sessions.person_id = before.person_id and sessions.ended_at = before.later_ended_at
    where
        not exists (
            select 1
            from {{ spans }} as spans
            where
                spans.person_id = sessions.person_id
                and spans.since <= sessions.started_at
                and spans.until >= sessions.ended_at
        )
{%- endmacro %}

{#
    How much of raw is read for what spans hold that is not fresh: a few stretches of time, as literals. Late events touch few sessions,
    far apart; between them raw need not be asked whose each event is. A stretch ends where a fiftieth of the whole time holds nothing
    to read, so that there are at most fifty.
#}
{% macro is_seen_in(moment, spans) -%}
    {%- if '__dbt__cte__' in spans or not execute -%}
    true
    {%- else -%}
        {%- call statement('stretches', fetch_result=True, auto_begin=False) -%}
            {{ stretches_seen(spans) }}
        {%- endcall -%}
        (
            {%- for since, until in load_result('stretches').data %}
            {{ moment }} between cast('{{ since }}' as timestamptz) and cast('{{ until }}' as timestamptz) or
            {%- endfor %}
            false
        )
    {%- endif -%}
{%- endmacro %}

{% macro stretches_seen(spans) -%}
    with seen as (

        select
            seen_since,
            seen_until,
            (max(seen_until) over () - min(seen_since) over ()) / 50 as far
        from {{ spans }} as spans
        where seen_since is not null

    ),

    compared as (

        select
            seen.*,
            max(seen_until) over (order by seen_since, seen_until rows between unbounded preceding and 1 preceding) as before_until
        from seen

    ),

    numbered as (

        select
            compared.*,
            sum(case when before_until + far >= seen_since then 0 else 1 end) over (
                order by seen_since, seen_until rows unbounded preceding
            ) as stretch
        from compared

    )

    select
        cast(min(seen_since) as {{ dbt.type_string() }}) as since,
        cast(max(seen_until) as {{ dbt.type_string() }}) as until
    from numbered
    group by stretch
{%- endmacro %}
