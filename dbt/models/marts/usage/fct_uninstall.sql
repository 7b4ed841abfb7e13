with uninstalls as (

    select * from {{ ref('stg_uninstalls__uninstall') }}

)

select
    uninstalls.*,
    {{ business_date('uninstalled_at') }} as uninstalled_on
from uninstalls
