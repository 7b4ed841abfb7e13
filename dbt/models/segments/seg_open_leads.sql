select
    people.person_id,
    people.lead_status,
    people.company
from {{ ref('dim_person') }} as people
where
    {{ has('is_prospect', true) }}
    and {{ has('lead_status', ['new', 'contacted', 'qualified']) }}
