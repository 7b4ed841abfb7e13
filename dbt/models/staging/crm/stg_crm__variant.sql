with steps as (

    select * from {{ source('crm', 'campaign_step') }}

),

opened as (

    select
        steps.campaign_id,
        steps.step_id,
        variants.key as variant,
        cast(variants.value as {{ dbt.type_numeric() }}) as weight
    from steps
    cross join lateral {{ json_entries('steps.variants', 'variants') }}

)

select * from opened
