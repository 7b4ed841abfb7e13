select
    person_id,
    value_365_minor
from {{ ref('dim_person_value') }}
where decile = 10
