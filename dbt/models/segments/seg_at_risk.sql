select
    people.person_id,
    {{ last_did('purchase') }} as last_order_on
from {{ ref('dim_person') }} as people
where
    {{ did('purchase', at_least=2, within_days=60) }}
    and {{ did_not('purchase', within_days=14) }}
    and {{ did_not('session', within_days=7) }}
