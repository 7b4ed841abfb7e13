select
    people.person_id,
    {{ times_did('web_visit', within_days=30) }} as visits
from {{ ref('dim_person') }} as people
where
    {{ has('is_prospect', true) }}
    and {{ did('web_visit', at_least=2, within_days=30) }}
