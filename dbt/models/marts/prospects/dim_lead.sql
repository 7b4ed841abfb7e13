with leads as (

    select * from {{ ref('stg_leads__lead') }}

)

select * from leads
