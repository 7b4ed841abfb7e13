with days as (

    select * from {{ ref('stg_ad_spend__day') }}

)

select
    days.*,
    {{ in_reporting_currency('amount_minor', 'currency', 'spent_on') }} as spend_minor,
    {{ in_reporting_currency('budget_minor', 'currency', 'spent_on') }} as planned_minor
from days
