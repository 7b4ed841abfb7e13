{{
    config(
        materialized='incremental',
        incremental_strategy='replace_tail',
        unique_key=['person_id', 'active_on'],
        on_schema_change='fail',
    )
}}
-- depends_on: {{ ref('stg_crm__person_change') }}, {{ ref('fct_session') }}

{% if is_incremental() %}
{%- set news -%}
        -- new events have made their sessions anew
        select
            person_id,
            started_at as moment
        from {{ ref('fct_session') }}
        where batch_id > {{ newest_seen('batch_id', dbt.type_bigint(), 0) }}

        union all

        select
            person_id,
            started_at as moment
        from {{ ref('fct_session') }}
        where as_of > {{ last_built() }}

        union all
        {{ news(ref('fct_order'), 'ordered_at', 'revised_at') }}
        union all
        {{ news(ref('fct_subscription_event'), 'occurred_at') }}
{%- endset -%}
{%- set day = midnight(business_date('news.earliest')) -%}
{%- set since = midnight(business_date(since_of_sessions(news, 'moment', ref('fct_session'), day))) %}
with touched as (

    select
        person_id,
        {{ business_date('min(moment)') }} as first_on
    from (
        {{ news }}
    ) as news (person_id, moment)
    group by person_id

),

tails as (

    -- a new event may have lengthened a session that began the day before
    select
        touched.person_id,
        least(touched.first_on, min(sessions.started_on)) as since
    from touched
    left join {{ ref('fct_session') }} as sessions
        on
            touched.person_id = sessions.person_id
            and sessions.ended_at >= {{ midnight('touched.first_on') }}
    group by touched.person_id, touched.first_on

),
{% else %}
with tails as (

    select
        person_id,
        cast('1970-01-01' as date) as since
    from {{ ref('dim_person') }}

),
{% endif %}
event_days as (

    select
        events.person_id,
        {{ business_date('events.occurred_at') }} as active_on,
        count(*) as events,
        max(events.batch_id) as batch_id
    from {{ ref('int_event') }} as events
    inner join tails
        on events.person_id = tails.person_id and events.occurred_at >= {{ midnight('tails.since') }}
    {%- if is_incremental() %}
    where events.occurred_at >= {{ since }}
    {%- endif %}
    group by events.person_id, {{ business_date('events.occurred_at') }}

),

seen as (

    select
        days.*,
        {%- for dimension in property_dimensions() %}
        row_number() over (
            partition by days.person_id, days.active_on
            order by case when days.{{ dimension.column }} is null then 1 else 0 end asc, days.started_at desc
        ) as {{ dimension.column }}_position,
        {%- endfor %}
        row_number() over (partition by days.person_id, days.active_on order by days.started_at desc) as position
    from {{ ref('int_session_day') }} as days
    inner join tails
        on days.person_id = tails.person_id and days.active_on >= tails.since
    {%- if is_incremental() %}
    where days.ended_at >= {{ since }}
    {%- endif %}

),

session_days as (

    select
        person_id,
        active_on,
        {%- for column in event_columns() %}
        min({{ column }}) filter (where position = 1) as {{ column }},
        {%- endfor %}
        {%- for dimension in property_dimensions() %}
        min({{ dimension.column }}) filter (where {{ dimension.column }}_position = 1) as {{ dimension.column }},
        {%- endfor %}
        count(*) filter (where is_begun) as sessions,
        sum(seconds) filter (where is_begun) as session_seconds
    from seen
    group by person_id, active_on

),

deals as (

    select
        person_id,
        ordered_on as active_on,
        1 as orders,
        case when currency = '{{ var("currency") }}' then amount_minor else 0 end as revenue_minor,
        batch_id
    from {{ ref('fct_order') }}

    union all

    select
        person_id,
        occurred_on as active_on,
        0 as orders,
        0 as revenue_minor,
        batch_id
    from {{ ref('fct_subscription_event') }}
    where event = 'started'

),

deal_days as (

    select
        deals.person_id,
        deals.active_on,
        sum(deals.orders) as orders,
        sum(deals.revenue_minor) as revenue_minor,
        count(*) as conversions,
        max(deals.batch_id) as batch_id
    from deals
    inner join tails
        on deals.person_id = tails.person_id and deals.active_on >= tails.since
    group by deals.person_id, deals.active_on

),

days as (

    select
        coalesce(event_days.person_id, deal_days.person_id) as person_id,
        coalesce(event_days.active_on, deal_days.active_on) as active_on,
        coalesce(event_days.events, 0) as events,
        coalesce(session_days.sessions, 0) as sessions,
        cast(coalesce(session_days.session_seconds, 0) as {{ dbt.type_bigint() }}) as session_seconds,
        cast(coalesce(deal_days.orders, 0) as {{ dbt.type_bigint() }}) as orders,
        cast(coalesce(deal_days.revenue_minor, 0) as {{ dbt.type_bigint() }}) as revenue_minor,
        coalesce(deal_days.conversions, 0) as conversions,
        {%- for column in event_columns() + property_dimensions() | map(attribute='column') | list %}
        session_days.{{ column }},
        {%- endfor %}
        greatest(event_days.batch_id, deal_days.batch_id) as batch_id
    from event_days
    full outer join deal_days
        on event_days.person_id = deal_days.person_id and event_days.active_on = deal_days.active_on
    left join session_days
        on event_days.person_id = session_days.person_id and event_days.active_on = session_days.active_on

),

{% if is_incremental() %}
latest as (

    select
        person_id,
        (
            select max(earlier.active_on)
            from {{ this }} as earlier
            where earlier.person_id = tails.person_id and earlier.active_on < tails.since
        ) as active_on
    from tails

),

earlier_days as (

    select
        built.person_id,
        built.nth_day
    from latest
    inner join {{ this }} as built
        on latest.person_id = built.person_id and latest.active_on = built.active_on

),
{% else %}
earlier_days as (

    select
        person_id,
        0 as nth_day
    from tails
    where false

),
{% endif %}
counted as (

    select
        days.*,
        coalesce(earlier_days.nth_day, 0) + count(*) filter (where days.events > 0) over (
            partition by days.person_id order by days.active_on
        ) as nth_day
    from days
    left join earlier_days
        on days.person_id = earlier_days.person_id

)

select
    counted.*,
    events > 0 and nth_day = 1 as is_new,
    {{ as_of() }} as as_of
from counted
