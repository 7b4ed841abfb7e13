with tested as (

    select
        int_tested.*,
        (has_consent or kind <> 'marketing')
        and is_reachable and not is_suppressed and not is_already_received and not is_recent
        and is_fresh and not has_converted and not is_paused and has_content as is_wanted
    from {{ ref('int_tested') }} as int_tested

),

caps as (

    select * from {{ ref('stg_crm__cap') }}

),

uses as (

    select * from {{ ref('int_cap_use') }}

),

places as (

    select
        tested.campaign_id,
        tested.occurrence_on,
        tested.step_id,
        tested.person_id,
        tested.is_rehearsal,
        -- of a rehearsal among staff we cannot tell here who gets it; the ledger gives their places
        tested.mode = 'seed_list' as is_for_staff,
        tested.is_wanted,
        tested.priority,
        caps.cap_id,
        {{ cap_window('tested.due_on', 'caps.days') }} as window_on,
        caps.most - coalesce(uses.used, 0) as free
    from tested
    inner join caps
        on
            tested.kind = 'marketing'
            and caps.is_current
            and coalesce(tested.channel = caps.channel, caps.channel is null)
    left join uses
        on
            tested.person_id = uses.person_id
            and tested.is_rehearsal = uses.is_rehearsal
            and caps.cap_id = uses.cap_id
            and {{ cap_window('tested.due_on', 'caps.days') }} = uses.window_on

),

capped as (

    select
        places.*,
        min(free) over (partition by campaign_id, occurrence_on, step_id, person_id) <= 0 as is_capped
    from places

),

ranked as (

    select
        capped.*,
        dense_rank() over (
            partition by person_id, is_rehearsal, is_for_staff, cap_id, window_on, is_wanted and not is_capped
            order by priority desc, campaign_id asc
        ) as turn
    from capped

),

competed as (

    select
        campaign_id,
        occurrence_on,
        step_id,
        person_id,
        bool_or(is_capped) as is_capped,
        bool_or(is_wanted and not is_capped and turn > free) as is_lower_priority
    from ranked
    group by campaign_id, occurrence_on, step_id, person_id

),

eligibility as (

    select
        tested.as_of,
        tested.campaign_id,
        tested.occurrence_on,
        cast('' as {{ dbt.type_string() }}) as occurrence_id,
        tested.step_id,
        tested.person_id,
        tested.unit_id,
        tested.kind,
        tested.mode,
        tested.segment,
        tested.topic,
        tested.priority,
        tested.exit_event,
        tested.channel,
        tested.contact_point_id,
        tested.address_hash,
        tested.platform,
        tested.language,
        tested.country,
        tested.timezone,
        tested.in_segment,
        tested.has_consent,
        tested.is_reachable,
        tested.is_suppressed,
        tested.is_already_received,
        tested.is_recent,
        coalesce(competed.is_capped, false) as is_capped,
        coalesce(competed.is_lower_priority, false) as is_lower_priority,
        tested.is_fresh,
        tested.has_converted,
        tested.is_paused,
        tested.has_content,
        tested.is_wanted
        and not coalesce(competed.is_capped, false)
        and not coalesce(competed.is_lower_priority, false) as is_eligible
    from tested
    left join competed
        on
            tested.campaign_id = competed.campaign_id
            and tested.occurrence_on = competed.occurrence_on
            and tested.step_id = competed.step_id
            and tested.person_id = competed.person_id

)

select * from eligibility
