with events as (

    select * from {{ ref('stg_starbucks__event') }}

)

select
    member_id,
    person_id,
    event,
    occurred_at,
    offer_id as campaign_id,
    is_spelled_with_space
from events
