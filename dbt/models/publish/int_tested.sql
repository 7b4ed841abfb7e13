with candidates as (

    select * from {{ ref('int_candidate') }}

),

consents as (

    select * from {{ ref('int_consent_answer') }}

),

suppressions as (

    select * from {{ ref('stg_crm__suppression') }}

),

halts as (

    select * from {{ ref('stg_crm__campaign_halt') }}

),

contacts as (

    select * from {{ ref('int_contact') }}

),

last_of_person as (

    select
        campaign_id,
        step_id,
        person_id,
        is_rehearsal,
        max(occurrence_on) as occurrence_on
    from contacts
    group by campaign_id, step_id, person_id, is_rehearsal

),

last_of_address as (

    select
        campaign_id,
        step_id,
        address_hash,
        is_rehearsal,
        max(occurrence_on) as occurrence_on
    from contacts
    group by campaign_id, step_id, address_hash, is_rehearsal

),

converted as (

    select * from {{ ref('int_converted') }}

),

followed as (

    -- who shares an address has read what another was sent there, or left it unread in another arm
    select
        candidates.*,
        greatest(last_of_person.occurrence_on, last_of_address.occurrence_on) as last_contact_on
    from candidates
    left join last_of_person
        on
            candidates.campaign_id = last_of_person.campaign_id
            and candidates.step_id = last_of_person.step_id
            and candidates.person_id = last_of_person.person_id
            and candidates.is_rehearsal = last_of_person.is_rehearsal
    left join last_of_address
        on
            candidates.campaign_id = last_of_address.campaign_id
            and candidates.step_id = last_of_address.step_id
            and candidates.address_hash = last_of_address.address_hash
            and candidates.is_rehearsal = last_of_address.is_rehearsal

),

night as (

    select distinct as_of
    from candidates

),

freshness as (

    select
        feeds.segment,
        bool_and(
            coalesce(statuses.is_fresh and statuses.is_enough, false)
            or coalesce(statuses.is_optional and not statuses.is_present, false)
        ) as is_fresh
    from {{ ref('segment_feed') }} as feeds
    cross join night
    left join {{ ref('stg_landing__feed_status') }} as statuses
        on feeds.feed = statuses.feed and night.as_of = statuses.as_of
    group by feeds.segment

),

tested as (

    select
        followed.*,
        true as in_segment,
        coalesce(consents.is_granted, false) as has_consent,
        followed.contact_point_id is not null as is_reachable,
        suppressions.address_hash is not null as is_suppressed,
        followed.again_after is null and followed.last_contact_on is not null as is_already_received,
        coalesce(
            followed.last_contact_on + followed.again_after > followed.occurrence_on, false
        ) as is_recent,
        coalesce(freshness.is_fresh, false) as is_fresh,
        followed.mode = 'paused' or exists (
            select 1
            from halts
            where
                followed.campaign_id = halts.campaign_id
                and coalesce(halts.platform = followed.platform, halts.platform is null)
        ) as is_paused,
        converted.person_id is not null as has_converted,
        true as has_content
    from followed
    left join consents
        on
            followed.person_id = consents.person_id
            and followed.channel = consents.channel
            and followed.topic = consents.topic
    left join suppressions
        on followed.address_hash = suppressions.address_hash and followed.channel = suppressions.channel
    left join converted
        on
            followed.campaign_id = converted.campaign_id
            and followed.person_id = converted.person_id
            and followed.is_rehearsal = converted.is_rehearsal
    left join freshness
        on followed.segment = freshness.segment

)

select * from tested
