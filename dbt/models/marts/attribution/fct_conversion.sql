with messages as (

    select * from {{ ref('stg_crm__message') }}

),

campaigns as (

    select * from {{ ref('stg_crm__campaign') }}

),

successes as (

    select * from {{ ref('fct_success') }}

),

touches as (

    select
        messages.message_id,
        messages.campaign_id,
        messages.person_id,
        messages.sent_at,
        messages.sent_at + campaigns.success_within as window_ends_at,
        campaigns.success_event
    from messages
    inner join campaigns
        on messages.campaign_id = campaigns.campaign_id
    where
        messages.state = 'accepted'
        and messages.as_of <= {{ as_of() }}
        and messages.sent_at < {{ as_of_midnight() }}

),

ranked as (

    select
        successes.success_id,
        successes.event,
        successes.person_id,
        successes.occurred_at,
        successes.revenue_minor,
        touches.message_id,
        touches.campaign_id,
        touches.sent_at,
        touches.window_ends_at,
        row_number() over (
            partition by successes.success_id, successes.event
            order by touches.sent_at desc, touches.message_id desc
        ) as recency
    from touches
    inner join successes
        on
            touches.person_id = successes.person_id
            and touches.success_event = successes.event
            and touches.sent_at <= successes.occurred_at
            and touches.window_ends_at > successes.occurred_at

)

select
    success_id,
    event,
    person_id,
    occurred_at,
    revenue_minor,
    message_id,
    campaign_id,
    sent_at,
    window_ends_at,
    window_ends_at > {{ as_of_midnight() }} as is_provisional
from ranked
where recency = 1
