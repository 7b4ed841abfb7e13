with campaigns as (

    select * from {{ source('crm', 'campaign') }}

),

staged as (

    select
        campaign_id,
        kind,
        mode,
        segment,
        topic,
        priority,
        again_after,
        holdout,
        needs_approval,
        success_event,
        success_within,
        exit_event
    from campaigns

)

select * from staged
