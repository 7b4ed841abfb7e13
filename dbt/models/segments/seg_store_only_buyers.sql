select
    people.person_id,
    {{ last_did('purchase:store') }} as last_store_visit_on
from {{ ref('dim_person') }} as people
where
    {{ did('purchase:store', within_days=90) }}
    and {{ has('is_prospect', true) }}
