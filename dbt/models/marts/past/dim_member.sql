with members as (

    select * from {{ ref('stg_starbucks__member') }}

)

select * from members
