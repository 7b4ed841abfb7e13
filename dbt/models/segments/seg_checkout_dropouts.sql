select
    people.person_id,
    {{ times_did('event:checkout_started', within_days=7) }} as checkouts
from {{ ref('dim_person') }} as people
where
    {{ did('event:product_viewed', within_days=7) }}
    and {{ did('event:cart_updated', within_days=7) }}
    and {{ did_then_not('event:checkout_started', 'purchase', within_days=1, lookback_days=7) }}
