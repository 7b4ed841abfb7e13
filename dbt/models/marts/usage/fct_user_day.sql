{{
    config(
        materialized='incremental',
        incremental_strategy='replace_tail',
        unique_key=['person_id', 'active_on'],
        on_schema_change='fail',
    )
}}
-- depends_on: {{ ref('stg_crm__person_change') }}, {{ ref('stg_shopify__replaced_order') }}, {{ ref('fct_session') }}

{% if is_incremental() %}
{%- set tails -%}
    with touched as (

        select
            person_id,
            {{ business_date('min(moment)') }} as first_on
        from (
            {{ user_days_with_news() }}
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

    )

    select
        tails.*,
        (
            select max(earlier.active_on)
            from {{ this }} as earlier
            where earlier.person_id = tails.person_id and earlier.active_on < tails.since
        ) as earlier_on
    from tails
{%- endset -%}
{%- set tails = noted('tails', tails) %}
{% endif %}

with seen as (

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
    {{ of_tails(tails, 'days', 'active_on', bound='days.ended_at >= ' ~ midnight('tails.since')) }}

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
        sum(seconds) filter (where is_begun) as session_seconds,
        sum(events) as events,
        max(batch_id) as batch_id
    from seen
    group by person_id, active_on

),

untold_days as (

    {{ days_of_long_sessions(tails) }}

),

event_days as (

    select
        person_id,
        active_on,
        sum(events) as events,
        max(batch_id) as batch_id
    from (
        select
            person_id,
            active_on,
            events,
            batch_id
        from session_days

        union all

        select
            person_id,
            active_on,
            events,
            batch_id
        from untold_days
    ) as told
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
    {{ of_tails(tails, 'deals', 'active_on') }}
    group by deals.person_id, deals.active_on

),

days as (

    select
        coalesce(event_days.person_id, deal_days.person_id) as person_id,
        coalesce(event_days.active_on, deal_days.active_on) as active_on,
        cast(coalesce(event_days.events, 0) as {{ dbt.type_bigint() }}) as events,
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
earlier_days as (

    select
        built.person_id,
        built.nth_day
    from {{ this }} as built
    inner join {{ tails }} as tails
        on built.person_id = tails.person_id and built.active_on = tails.earlier_on

),
{% endif %}
counted as (

    select
        days.*,
        {{ 'coalesce(earlier_days.nth_day, 0) + ' if is_incremental() }}count(*) filter (where days.events > 0) over (
            partition by days.person_id order by days.active_on
        ) as nth_day
    from days
    {{ 'left join earlier_days on days.person_id = earlier_days.person_id' if is_incremental() }}

)

select
    counted.*,
    events > 0 and nth_day = 1 as is_new,
    {{ as_of() }} as as_of
from counted
