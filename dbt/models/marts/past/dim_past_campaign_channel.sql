with channels as (

    select * from {{ ref('stg_starbucks__offer_channel') }}

)

select
    offer_id as campaign_id,
    channel
from channels
