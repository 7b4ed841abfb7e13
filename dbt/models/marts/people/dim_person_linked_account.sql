with stated as (

    select * from {{ ref('stg_profiles__linked_account') }}

)

select distinct
    person_id,
    provider
from stated
where person_id is not null
