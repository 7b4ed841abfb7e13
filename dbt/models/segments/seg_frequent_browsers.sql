select
    people.person_id,
    {{ times_did('event:product_viewed', within_days=7) }} as products_viewed
from {{ ref('dim_person') }} as people
where
    {{ did('event:product_viewed', at_least=5, within_days=7) }}
    and {{ did_not('purchase', within_days=7) }}
