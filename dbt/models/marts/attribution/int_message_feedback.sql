with feedback as (

    select * from {{ ref('stg_crm__feedback') }}

),

app_events as (

    select * from {{ ref('int_event') }}

),

reported as (

    select
        message_id,
        bool_or(kind in ('delivered', 'received', 'shown', 'read')) as is_delivered,
        bool_or(kind in ('shown', 'read')) as is_shown,
        bool_or(kind = 'bounced') as is_bounced,
        bool_or(kind = 'opened' and not is_machine) as is_opened_by_human,
        bool_or(kind = 'opened' and is_machine) as is_opened_by_machine,
        bool_or(kind = 'clicked' and not is_machine) as is_clicked,
        bool_or(kind = 'unsubscribed') as is_unsubscribed,
        bool_or(kind = 'complained') as is_complained
    from feedback
    where known_as_of < {{ as_of() }} and occurred_at < {{ as_of_midnight() }}
    group by message_id

),

opened_app as (

    select distinct message_id
    from app_events
    where message_id is not null

),

joined as (

    select
        coalesce(reported.message_id, opened_app.message_id) as message_id,
        coalesce(reported.is_delivered, false) as is_delivered,
        coalesce(reported.is_shown, false) as is_shown,
        coalesce(reported.is_bounced, false) as is_bounced,
        coalesce(reported.is_opened_by_human, false) as is_opened_by_human,
        coalesce(reported.is_opened_by_machine, false) as is_opened_by_machine,
        coalesce(reported.is_clicked, false) as is_clicked,
        opened_app.message_id is not null as is_app_opened,
        coalesce(reported.is_unsubscribed, false) as is_unsubscribed,
        coalesce(reported.is_complained, false) as is_complained
    from reported
    full outer join opened_app
        on reported.message_id = opened_app.message_id

)

select * from joined
