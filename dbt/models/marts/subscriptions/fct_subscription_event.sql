with events as (

    select * from {{ ref('stg_subscriptions__event') }}

)

select
    events.*,
    case event when 'refunded' then -1 else 1 end * coalesce(amount_minor, 0) as revenue_minor,
    {{ business_date('occurred_at') }} as occurred_on
from events
