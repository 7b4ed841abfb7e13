select
    people.person_id,
    {{ times_did('purchase', within_days=90) }} as orders
from {{ ref('dim_person') }} as people
where {{ did('purchase', at_least=2, within_days=90, worth_minor=var('best_customer_minor')) }}
