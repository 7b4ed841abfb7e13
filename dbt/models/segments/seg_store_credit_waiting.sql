select
    people.person_id,
    people.store_credit_minor
from {{ ref('dim_person') }} as people
where
    {{ has('store_credit_minor', at_least=500) }}
    and {{ did_not('purchase:store', within_days=14) }}
