select
    people.person_id,
    {{ last_did('session') }} as last_seen_on
from {{ ref('dim_person') }} as people
where
    {{ did('session', at_least=3, within_days=30) }}
    and {{ did_not('session', within_days=7) }}
