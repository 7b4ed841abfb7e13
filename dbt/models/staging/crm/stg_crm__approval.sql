with approvals as (

    select * from {{ source('crm', 'approval') }}

),

staged as (

    select
        campaign_id,
        occurrence_on,
        is_granted
    from approvals

)

select * from staged
