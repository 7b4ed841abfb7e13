with identifiers as (

    select * from {{ source('crm', 'identifier') }}

),

staged as (

    select
        kind,
        value,
        person_id,
        known_as_of
    from identifiers

)

select * from staged
