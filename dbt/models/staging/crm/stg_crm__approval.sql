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

    select
        approvals.campaign_id,
        approvals.occurrence_on,
        -- a yes that came after the last message was too late is a no to everybody, in every arm
        case when approvals.is_granted then planned.campaign_id is not null else approvals.is_granted end as is_in_force
    from approvals
    left join planned
        on approvals.campaign_id = planned.campaign_id and approvals.occurrence_on = planned.occurrence_on

)

select * from staged
