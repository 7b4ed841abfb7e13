with messages as (

    select * from {{ ref('fct_past_message') }}

),

channels as (

    select
        campaign_id,
        channel
    from {{ ref('dim_past_campaign_channel') }}

    union all

    select distinct
        campaign_id,
        'any' as channel
    from {{ ref('dim_past_campaign_channel') }}

)

select
    channels.channel,
    count(*) as received,
    count(messages.viewed_at) as viewed,
    count(messages.completed_at) as completed,
    count(*) filter (where messages.is_completed_unviewed) as completed_unviewed,
    {{ stated('true', currency=var('starbucks_currency')) }}
from messages
inner join channels
    on messages.campaign_id = channels.campaign_id
group by channels.channel
