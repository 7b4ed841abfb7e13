select
    people.person_id,
    {{ business_date('people.installed_at') }} as installed_on,
    {{ days_between(business_date('people.installed_at'), as_of()) }} as days_since_install
from {{ ref('dim_person') }} as people
where
    {{ business_date('people.installed_at') }} >= {{ days_after(as_of(), -var('onboarding_days')) }}
    and {{ did_not('purchase') }}
