with installs as (

    select * from {{ source('raw', 'installs') }}

),

identifiers as (

    select * from {{ ref('stg_crm__identifier') }}

),

identified as (

    select
        installs.install_id,
        coalesce(users.person_id, devices.person_id) as person_id,
        installs.installed_at,
        installs.source_type,
        installs.partner,
        installs.campaign,
        installs.country,
        installs.platform
    from installs
    left join identifiers as users
        on users.kind = 'user_id' and installs.user_id = users.value
    left join identifiers as devices
        on devices.kind = 'device_id' and installs.device_id = devices.value
    where {{ is_known('installs', 'installed_at') }}

)

select * from identified
