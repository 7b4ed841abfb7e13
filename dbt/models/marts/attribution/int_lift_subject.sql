with decisions as (

    select *
    from {{ ref('stg_crm__decision') }}
    where mode = 'live' and as_of <= {{ as_of() }}

),

campaigns as (

    select * from {{ ref('stg_crm__campaign') }}

),

occurrences as (

    select * from {{ ref('stg_crm__occurrence') }}

),

people as (

    select * from {{ ref('dim_person') }}

),

approvals as (

    select * from {{ ref('stg_crm__approval') }}

),

steps as (

    select * from {{ ref('stg_crm__campaign_step') }}

),

trials as (

    select
        decisions.campaign_id,
        decisions.occurrence_on
    from decisions
    left join approvals
        on decisions.campaign_id = approvals.campaign_id and decisions.occurrence_on = approvals.occurrence_on
    where approvals.campaign_id is null or approvals.is_in_force
    group by decisions.campaign_id, decisions.occurrence_on
    having bool_or(decisions.would_send_without_assignment)

),

tried as (

    select
        decisions.*,
        steps.position
    from decisions
    inner join trials
        on decisions.campaign_id = trials.campaign_id and decisions.occurrence_on = trials.occurrence_on
    left join steps
        on decisions.campaign_id = steps.campaign_id and decisions.step_id = steps.step_id

),

counted as (

    select
        'assigned' as population,
        tried.*
    from tried

    union all

    select
        'would_send' as population,
        tried.*
    from tried
    where would_send_without_assignment

),

ranked as (

    select
        counted.*,
        row_number() over (
            partition by campaign_id, population, person_id
            order by as_of asc, occurrence_on asc, position asc nulls last, decision_id asc
        ) as recency
    from counted

),

subjects as (

    select
        ranked.campaign_id,
        ranked.population,
        ranked.person_id,
        ranked.step_id,
        ranked.global_arm,
        ranked.campaign_arm,
        ranked.variant,
        campaigns.success_event,
        {{ local_instant(
            'ranked.occurrence_on',
            'occurrences.local_time',
            "case occurrences.timezone when 'recipient' then coalesce(people.timezone, '" ~ var('default_timezone') ~ "')"
            ~ ' else occurrences.timezone end'
        ) }} as due_at,
        campaigns.success_within
    from ranked
    inner join campaigns
        on ranked.campaign_id = campaigns.campaign_id and campaigns.kind = 'marketing'
    inner join occurrences
        on ranked.campaign_id = occurrences.campaign_id and ranked.occurrence_on = occurrences.occurrence_on
    inner join people
        on ranked.person_id = people.person_id
    where ranked.recency = 1

)

select
    subjects.*,
    due_at + success_within as window_ends_at
from subjects
where due_at < {{ as_of_midnight() }}
