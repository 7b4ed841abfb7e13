with visits as (

    select
        touches.*,
        {{ channel_of_link('medium', 'source') }} as channel
    from {{ ref('int_touch') }} as touches
    where kind = 'web_visit'

),

clicks as (

    select * from {{ ref('int_message_touch') }}
    where kind = 'message_clicked'

),

-- the visit that a click in a message of ours opened is that click over again; it says a mail's medium, or nothing
opened_by_click as (

    select distinct visits.touch_id
    from visits
    inner join clicks
        on
            visits.person_id = clicks.person_id
            and visits.touched_at >= clicks.touched_at
            and visits.touched_at < clicks.touched_at + interval '{{ var("session_gap") }}'
    where visits.channel in ('other_message', 'direct')

)

select
    visits.kind,
    'web_visit:' || visits.touch_id as touch_id,
    visits.person_id,
    visits.touched_at,
    visits.channel,
    visits.source,
    visits.campaign
from visits
left join opened_by_click
    on visits.touch_id = opened_by_click.touch_id
where opened_by_click.touch_id is null
