with days as (

    select * from {{ ref('stg_ad_spend__day') }}

)

select * from days
