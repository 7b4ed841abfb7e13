with decisions as (

    select * from {{ ref('stg_crm__decision') }}

),

campaigns as (

    select * from {{ ref('stg_crm__campaign') }}

),

steps as (

    select * from {{ ref('stg_crm__campaign_step') }}

),

approvals as (

    select * from {{ ref('stg_crm__approval') }}

),

contact_points as (

    select * from {{ ref('stg_crm__contact_point') }}

),

night as (

    select max(as_of) as as_of
    from {{ ref('stg_crm__occurrence') }}

),

contacts as (

    select
        decisions.campaign_id,
        decisions.step_id,
        decisions.person_id,
        decisions.occurrence_on,
        coalesce(decisions.window_on, decisions.occurrence_on) as window_on,
        contact_points.address_hash,
        decisions.mode = 'shadow' as is_rehearsal,
        campaigns.kind,
        steps.channel
    from decisions
    cross join night
    inner join campaigns
        on decisions.campaign_id = campaigns.campaign_id
    inner join steps
        on decisions.campaign_id = steps.campaign_id and decisions.step_id = steps.step_id
    left join contact_points
        on decisions.contact_point_id = contact_points.contact_point_id
    left join approvals
        on
            decisions.campaign_id = approvals.campaign_id
            and decisions.occurrence_on = approvals.occurrence_on
    where
        decisions.reason in ('send', 'holdout', 'global_control')
        and decisions.as_of < night.as_of
        and case
            when approvals.campaign_id is null or approvals.is_in_force then true
            -- nobody has answered: it may still go out tonight, and no longer after that
            when approvals.is_in_force is null then decisions.as_of >= {{ days_after('night.as_of', -1) }}
            else false
        end

)

select * from contacts
