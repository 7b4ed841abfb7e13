with app_events as (

    select * from {{ ref('stg_app_events__event') }}

),

unioned as (

    select * from app_events

)

select * from unioned
