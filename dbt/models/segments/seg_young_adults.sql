select
    people.person_id,
    people.age
from {{ ref('dim_person') }} as people
where
    {{ has('age', at_least=18, at_most=25) }}
    and {{ has('is_registered', true) }}
    and {{ has('platform', ['ios', 'android']) }}
