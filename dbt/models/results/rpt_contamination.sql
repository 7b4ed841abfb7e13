with contaminations as (

    select * from {{ ref('stg_crm__contamination') }}

)

select
    experiment,
    from_arm,
    coalesce(into_arm, 'none') as into_arm,
    count(*) as people,
    max(known_as_of) as latest_on,
    {{ stated('true') }}
from contaminations
group by experiment, from_arm, coalesce(into_arm, 'none')
