with variants as (

    select * from {{ ref('stg_crm__variant') }}

),

steps as (

    select
        campaign_id,
        step_id,
        row_number() over (partition by campaign_id order by position, step_id) as turn
    from {{ ref('stg_crm__campaign_step') }}
    where is_current

),

shares as (

    select
        variants.campaign_id,
        variants.variant,
        variants.weight / sum(variants.weight) over (partition by variants.campaign_id) as share
    from variants
    inner join steps
        on variants.campaign_id = steps.campaign_id and variants.step_id = steps.step_id and steps.turn = 1

)

select * from shares
