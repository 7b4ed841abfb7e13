with value_events as (

    select * from {{ ref('fct_value_event') }}

),

people as (

    select * from {{ ref('dim_acquisition') }}

)

select
    people.person_id,
    people.acquired_on,
    people.cohort_week,
    people.source_type,
    people.partner,
    people.campaign,
    people.adset,
    people.creative,
    people.country,
    people.platform,
    value_events.kind,
    value_events.occurred_on,
    {{ days_between('people.acquired_on', 'value_events.occurred_on') }} as age_days,
    value_events.value_minor
from value_events
inner join people
    on value_events.person_id = people.person_id
