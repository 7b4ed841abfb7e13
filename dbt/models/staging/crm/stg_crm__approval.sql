with approvals as (

    select * from {{ source('crm', 'approval') }}

),

planned as (

    select distinct
        campaign_id,
        occurrence_on
    from {{ source('crm', 'message') }}

),

staged as (

    -- edited content is asked for again: one yes to any of it is a yes, and a question that is open leaves all open
    select
        approvals.campaign_id,
        approvals.occurrence_on,
        case
            -- a yes that came after the last message was too late is a no to everybody, in every arm
            when bool_or(approvals.is_granted) then bool_or(planned.campaign_id is not null)
            when not bool_or(approvals.is_granted is null) then false
        end as is_in_force
    from approvals
    left join planned
        on approvals.campaign_id = planned.campaign_id and approvals.occurrence_on = planned.occurrence_on
    group by approvals.campaign_id, approvals.occurrence_on

)

select * from staged
