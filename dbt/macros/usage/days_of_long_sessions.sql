{#
    For fct_user_day: of sessions over several midnights (a wrong clock, a kiosk) the dates after the first, which only raw tells.
    Where there are none, as on most nights, raw is not read. `tails`: of whom and since when, in a night.
#}
{% macro days_of_long_sessions(tails) -%}
    {%- set first -%}
        select min(sessions.started_at)
        from {{ ref('fct_session') }} as sessions
        {%- if is_incremental() %}
        inner join {{ tails }} as tails
            on sessions.person_id = tails.person_id and sessions.ended_at >= {{ midnight('tails.since') }}
        {%- endif %}
        where {{ is_over_several_midnights('sessions') }}
    {%- endset -%}
    select
        events.person_id,
        {{ business_date('events.occurred_at') }} as active_on,
        count(*) as events,
        max(events.batch_id) as batch_id
    from {{ ref('int_event') }} as events
    inner join {{ ref('fct_session') }} as sessions
        on
            events.person_id = sessions.person_id
            and events.occurred_at >= {{ midnight(days_after('sessions.started_on', 1)) }}
            and events.occurred_at <= sessions.ended_at
            and {{ is_over_several_midnights('sessions') }}
    {%- if is_incremental() %}
    inner join {{ tails }} as tails
        on events.person_id = tails.person_id and events.occurred_at >= {{ midnight('tails.since') }}
    {%- endif %}
    where events.occurred_at >= {{ found(first, 'timestamptz', 'infinity') }}
    group by events.person_id, {{ business_date('events.occurred_at') }}
{%- endmacro %}

{# Two midnights of a zone that puts its clocks forward between them lie 23 hours apart. #}
{% macro is_over_several_midnights(sessions) -%}
    (
        {{ sessions }}.seconds >= {{ 23 * 3600 }}
        and {{ days_between(sessions ~ '.started_on', business_date(sessions ~ '.ended_at')) }} > 1
    )
{%- endmacro %}
