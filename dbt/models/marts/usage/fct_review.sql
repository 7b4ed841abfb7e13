with reviews as (

    select * from {{ ref('stg_app_reviews__review') }}

)

select
    reviews.*,
    {{ business_date('reviewed_at') }} as reviewed_on
from reviews
