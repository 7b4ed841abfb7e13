with members as (

    select * from {{ ref('stg_loyalty_members__member') }}

)

select * from members
