with events as (

    select * from {{ source('raw', 'app_events') }}

),

identifiers as (

    select * from {{ ref('stg_crm__identifier') }}

),

identified as (

    select
        events.event_id,
        events.event,
        coalesce(users.person_id, devices.person_id) as person_id,
        events.occurred_at,
        events.screen,
        events.platform,
        events.os_version,
        events.app_version,
        events.language,
        events.country,
        events.region,
        events.city,
        events.message_id,
        events.properties,
        devices.claim_id,
        events.batch_id,
        events.known_as_of
    from events
    left join identifiers as users
        on users.kind = 'user_id' and events.user_id = users.value
    left join identifiers as devices
        on events.user_id is null and devices.kind = 'device_id' and events.device_id = devices.value
    where {{ is_known('events', 'occurred_at') }}

)

select * from identified
