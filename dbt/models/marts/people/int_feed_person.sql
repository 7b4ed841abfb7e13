with named as (

    select * from {{ ref('stg_landing__feed_identifier') }}

),

identifiers as (

    select * from {{ ref('stg_crm__identifier') }}

)

select distinct
    named.feed,
    identifiers.person_id
from named
inner join identifiers
    on named.identifier_id = identifiers.identifier_id
