select
    people.person_id,
    {{ days_between(last_did('purchase'), as_of()) }} as days_since_order,
    {{ last_did('purchase') }} as last_order_on,
    {{ times_did('purchase') }} as orders
from {{ ref('dim_person') }} as people
where
    {{ did('purchase') }}
    and {{ did_not('purchase', within_days=var('lapsed_after_days')) }}
