with calls as (

    select * from {{ ref('stg_calls__call') }}

),

leads as (

    select * from {{ ref('stg_leads__lead') }}

)

select
    calls.call_id,
    coalesce(calls.person_id, leads.person_id) as person_id,
    calls.lead_id,
    calls.called_at,
    calls.direction,
    calls.seconds,
    calls.topic,
    calls.outcome,
    {{ business_date('calls.called_at') }} as called_on
from calls
left join leads
    on calls.lead_id = leads.lead_id
