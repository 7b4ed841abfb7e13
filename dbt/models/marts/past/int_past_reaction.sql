with events as (

    select * from {{ ref('fct_past_event') }}

),

offers as (

    select * from {{ ref('stg_starbucks__offer') }}

),

matched as (

    -- within one hour the receipt comes first: a member can view what came this hour
    select
        events.*,
        max(case when event = 'offer received' then occurred_at end) over (
            partition by member_id, campaign_id
            order by occurred_at, case when event = 'offer received' then 0 else 1 end
            range between unbounded preceding and current row
        ) as sent_at
    from events
    where campaign_id is not null

),

reactions as (

    select
        matched.member_id,
        matched.campaign_id,
        matched.event,
        matched.occurred_at,
        matched.sent_at,
        coalesce(
            matched.occurred_at <= {{ dbt.dateadd('day', 'offers.duration_days', 'matched.sent_at') }}, false
        ) as is_in_time
    from matched
    inner join offers
        on matched.campaign_id = offers.offer_id
    where matched.event <> 'offer received'

)

select * from reactions
