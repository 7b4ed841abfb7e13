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

last_contacts as (

    select
        campaign_id,
        step_id,
        person_id,
        is_rehearsal,
        max(occurrence_on) as occurrence_on
    from {{ ref('int_contact') }}
    group by campaign_id, step_id, person_id, is_rehearsal

),

converted as (

    select * from {{ ref('int_converted') }}

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
        candidates.*,
        true as in_segment,
        coalesce(consents.is_granted, false) as has_consent,
        candidates.contact_point_id is not null as is_reachable,
        suppressions.address_hash is not null as is_suppressed,
        candidates.again_after is null and last_contacts.occurrence_on is not null as is_already_received,
        coalesce(
            last_contacts.occurrence_on + candidates.again_after > candidates.occurrence_on, false
        ) as is_recent,
        coalesce(freshness.is_fresh, false) as is_fresh,
        candidates.mode = 'paused' or exists (
            select 1
            from halts
            where
                candidates.campaign_id = halts.campaign_id
                and coalesce(halts.platform = candidates.platform, halts.platform is null)
        ) as is_paused,
        converted.person_id is not null as has_converted,
        true as has_content
    from candidates
    left join consents
        on
            candidates.person_id = consents.person_id
            and candidates.channel = consents.channel
            and candidates.topic = consents.topic
    left join suppressions
        on candidates.address_hash = suppressions.address_hash and candidates.channel = suppressions.channel
    left join last_contacts
        on
            candidates.campaign_id = last_contacts.campaign_id
            and candidates.step_id = last_contacts.step_id
            and candidates.person_id = last_contacts.person_id
            and candidates.is_rehearsal = last_contacts.is_rehearsal
    left join converted
        on
            candidates.campaign_id = converted.campaign_id
            and candidates.person_id = converted.person_id
            and candidates.is_rehearsal = converted.is_rehearsal
    left join freshness
        on candidates.segment = freshness.segment

)

select * from tested
