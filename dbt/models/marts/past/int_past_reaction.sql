with events as (

    select * from {{ ref('fct_past_event') }}

),

offers as (

    select * from {{ ref('stg_starbucks__offer') }}

),

receipts as (

    select
        events.member_id,
        events.campaign_id,
        events.occurred_at as sent_at,
        {{ dbt.dateadd('day', 'offers.duration_days', 'events.occurred_at') }} as ends_at
    from events
    inner join offers
        on events.campaign_id = offers.offer_id
    where events.event = 'offer received'

),

reactions as (

    select
        events.member_id,
        events.campaign_id,
        events.event,
        events.occurred_at,
        receipts.sent_at
    from events
    left join receipts
        on
            events.member_id = receipts.member_id
            and events.campaign_id = receipts.campaign_id
            and events.occurred_at >= receipts.sent_at
            and events.occurred_at <= receipts.ends_at
    where events.event in ('offer viewed', 'offer completed')

)

select * from reactions
