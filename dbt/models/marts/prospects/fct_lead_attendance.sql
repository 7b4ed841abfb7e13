with attendances as (

    select * from {{ ref('stg_leads__attendance') }}

)

select * from attendances
