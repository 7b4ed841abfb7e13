select people.person_id
from {{ ref('dim_person') }} as people
where
    {{ has('is_registered', true) }}
    and {{ did('session', within_days=90) }}
    and {{ did_not('purchase') }}
