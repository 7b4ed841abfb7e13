with identifiers as (

    select * from {{ source('crm', 'identifier') }}

),

staged as (

    select
        kind,
        value,
        person_id,
        known_as_of,
        claim_id
    from identifiers

)

select * from staged
