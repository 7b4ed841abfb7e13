select
    people.person_id,
    {{ last_did('event:cart_updated') }} as cart_updated_on
from {{ ref('dim_person') }} as people
where {{ did_then_not('event:cart_updated', 'purchase', within_days=1, lookback_days=14) }}
