with installs as (

    select * from {{ ref('stg_installs__install') }}

)

select
    installs.*,
    {{ business_date('installed_at') }} as installed_on
from installs
