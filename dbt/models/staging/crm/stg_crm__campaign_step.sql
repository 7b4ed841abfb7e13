with steps as (

    select * from {{ source('crm', 'campaign_step') }}

),

staged as (

    select
        campaign_id,
        step_id,
        position,
        channel,
        delay,
        is_current
    from steps

)

select * from staged
