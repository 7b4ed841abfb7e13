with events as (

    select * from {{ source('raw', 'starbucks_events') }}

),

identifiers as (

    select * from {{ ref('stg_crm__identifier') }}

),

opened as (

    select
        events.person as member_id,
        users.person_id,
        events.event,
        events.time as hour,
        {{ dbt.dateadd('hour', 'events.time', "timestamptz '" ~ var('starbucks_started_at') ~ "'") }} as occurred_at,
        coalesce({{ json_text('events.value', 'offer_id') }}, {{ json_text('events.value', 'offer id') }}) as offer_id,
        {{ json_text('events.value', 'offer id') }} is not null as is_spelled_with_space,
        {{ minor_units(json_text('events.value', 'amount')) }} as amount_minor,
        events.batch_id,
        events.line,
        events.known_as_of
    from events
    left join identifiers as users
        on users.kind = 'user_id' and events.person = users.value

)

select *
from opened
where {{ is_known('opened', 'occurred_at') }}
