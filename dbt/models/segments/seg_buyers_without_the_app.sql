select
    people.person_id,
    {{ business_date('people.uninstalled_at') }} as uninstalled_on
from {{ ref('dim_person') }} as people
where
    people.uninstalled_at is not null
    and {{ did('purchase') }}
