with stated as (

    select * from {{ ref('stg_profiles__interest') }}

)

select distinct
    person_id,
    interest
from stated
where person_id is not null
