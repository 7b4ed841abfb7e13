with visits as (

    select * from {{ ref('stg_web_visits__visit') }}

)

select
    visits.*,
    {{ business_date('started_at') }} as started_on
from visits
