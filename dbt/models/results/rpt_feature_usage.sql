{{
    config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key='day',
        on_schema_change='fail',
    )
}}

with person_days as (

    select
        person_id,
        active_on,
        platform
    from {{ ref('fct_user_day') }}
    {% if is_incremental() -%}
    where
        active_on in (
            select fresh.active_on
            from {{ ref('fct_user_day') }} as fresh
            where fresh.as_of >= ({{ last_built() }})
        )
    {%- endif %}

),

uses as (

    select
        person_id,
        {{ business_date('occurred_at') }} as active_on,
        event,
        screen
    from {{ ref('int_event') }}
    where
        person_id is not null
        and occurred_at >= {{ midnight('(select min(earliest.active_on) from person_days as earliest)') }}

),

by_person as (

    -- one pass for both kinds of feature
    select
        person_id,
        active_on,
        case when grouping(event) = 0 then 'event' else 'screen' end as kind,
        case when grouping(event) = 0 then event else screen end as feature,
        count(*) as uses
    from uses
    group by grouping sets ((person_id, active_on, event), (person_id, active_on, screen))

),

used as (

    select
        person_days.active_on as day,
        person_days.platform,
        by_person.kind,
        by_person.feature,
        by_person.uses
    from by_person
    inner join person_days
        on by_person.person_id = person_days.person_id and by_person.active_on = person_days.active_on
    where by_person.feature is not null

),

counted as (

    {{ by_dimensions(
        'used',
        'count(*) as people, cast(sum(uses) as ' ~ dbt.type_bigint() ~ ') as uses',
        [{'name': 'platform', 'column': 'platform'}],
        'day, kind, feature',
    ) }}

)

select
    day,
    kind,
    feature,
    dimension,
    value,
    people,
    uses,
    {{ stated('false') }}
from counted
