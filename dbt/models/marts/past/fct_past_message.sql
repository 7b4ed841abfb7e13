with events as (

    select * from {{ ref('fct_past_event') }}

),

offers as (

    select * from {{ ref('stg_starbucks__offer') }}

),

reactions as (

    select
        member_id,
        campaign_id,
        sent_at,
        min(occurred_at) filter (where event = 'offer viewed') as viewed_at,
        min(occurred_at) filter (where event = 'offer completed') as completed_at
    from {{ ref('int_past_reaction') }}
    where sent_at is not null
    group by member_id, campaign_id, sent_at

),

messages as (

    select
        events.member_id,
        events.person_id,
        events.campaign_id,
        offers.offer_type,
        events.occurred_at as sent_at,
        {{ dbt.dateadd('day', 'offers.duration_days', 'events.occurred_at') }} as ends_at,
        reactions.viewed_at,
        reactions.completed_at,
        reactions.completed_at is not null
        and coalesce(reactions.viewed_at > reactions.completed_at, true) as is_completed_unviewed
    from events
    inner join offers
        on events.campaign_id = offers.offer_id
    left join reactions
        on
            events.member_id = reactions.member_id
            and events.campaign_id = reactions.campaign_id
            and events.occurred_at = reactions.sent_at
    where events.event = 'offer received'

)

select * from messages
