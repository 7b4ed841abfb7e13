with leads as (

    select * from {{ ref('stg_leads__lead') }}

),

opened as (

    select distinct
        leads.lead_id,
        leads.person_id,
        trim(events.value) as event_name
    from leads
    cross join lateral {{ text_parts('leads.events_attended', ';', 'events') }}
    where trim(events.value) <> ''

)

select * from opened
