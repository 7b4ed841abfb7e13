with people as (

    select * from {{ ref('stg_crm__person') }}

),

profiles as (

    select * from {{ ref('stg_profiles__profile') }}

),

members as (

    select * from {{ ref('stg_starbucks__member') }}

),

newest_profiles as (

    select
        profiles.*,
        row_number() over (partition by person_id order by updated_at desc, user_id asc) as recency
    from profiles

),

newest_devices as (

    select
        person_id,
        platform,
        row_number() over (partition by person_id order by seen_at desc, device_id asc) as recency
    from {{ ref('stg_devices__device') }}

),

first_installs as (

    select
        installs.*,
        row_number() over (partition by person_id order by installed_at, install_id) as position
    from {{ ref('stg_installs__install') }} as installs

),

joined as (

    select
        people.person_id,
        people.unit_id,
        newest_profiles.first_name,
        newest_profiles.language,
        coalesce(newest_profiles.country, first_installs.country) as country,
        newest_profiles.timezone,
        coalesce(newest_profiles.gender, members.gender) as gender,
        newest_profiles.birth_on,
        coalesce(newest_devices.platform, first_installs.platform) as platform,
        first_installs.installed_at,
        first_installs.source_type,
        first_installs.partner,
        first_installs.campaign,
        people.known_as_of
    from people
    left join newest_profiles
        on people.person_id = newest_profiles.person_id and newest_profiles.recency = 1
    left join newest_devices
        on people.person_id = newest_devices.person_id and newest_devices.recency = 1
    left join first_installs
        on people.person_id = first_installs.person_id and first_installs.position = 1
    left join members
        on people.person_id = members.person_id
    where people.known_as_of <= {{ as_of() }}

)

select * from joined
