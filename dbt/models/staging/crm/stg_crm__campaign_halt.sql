with halts as (

    select * from {{ source('crm', 'campaign_halt') }}

),

staged as (

    select
        campaign_halt_id,
        campaign_id,
        platform,
        reason
    from halts
    where lifted_at is null

)

select * from staged
