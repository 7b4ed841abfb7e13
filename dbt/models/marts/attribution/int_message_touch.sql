with messages as (

    select * from {{ ref('stg_crm__message') }}
    where state = 'accepted' and as_of <= {{ as_of() }}

),

feedback as (

    select * from {{ ref('stg_crm__feedback') }}
    where not is_machine and known_as_of < {{ as_of() }} and occurred_at < {{ as_of_midnight() }}

),

reactions as (

    select
        message_id,
        kind,
        occurred_at
    from feedback
    where kind in ('opened', 'clicked')

    union all

    -- who opens the app by a message tapped on it
    select
        message_id,
        'clicked' as kind,
        occurred_at
    from {{ ref('int_event') }}
    where message_id is not null

),

firsts as (

    select
        message_id,
        min(occurred_at) filter (where kind = 'opened') as opened_at,
        min(occurred_at) filter (where kind = 'clicked') as clicked_at
    from reactions
    group by message_id

),

-- opening it and clicking in it right away is one touch; opening it days before clicking is another
judged as (

    select
        firsts.*,
        coalesce(opened_at <= clicked_at, false) as is_opened_first,
        opened_at >= clicked_at - interval '{{ var("session_gap") }}' as is_one_go
    from firsts

),

touches as (

    select
        'message_clicked' as kind,
        message_id,
        case when is_opened_first and is_one_go then opened_at else clicked_at end as touched_at
    from judged
    where clicked_at is not null

    union all

    select
        'message_opened' as kind,
        message_id,
        opened_at as touched_at
    from judged
    where opened_at is not null and (clicked_at is null or (is_opened_first and not is_one_go))

)

select
    touches.kind,
    touches.kind || ':' || touches.message_id as touch_id,
    messages.person_id,
    touches.touched_at,
    messages.channel,
    'crm' as source,
    messages.campaign_id as campaign
from touches
inner join messages
    on touches.message_id = messages.message_id
