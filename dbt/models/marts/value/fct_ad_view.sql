with views as (

    select * from {{ ref('stg_ad_views__view') }}

)

select
    views.*,
    {{ business_date('viewed_at') }} as viewed_on
from views
