with identifiers as (

    select * from {{ source('crm', 'identifier') }}

),

staged as (

    -- what too many share is nobody's
    select
        identifier_id,
        kind,
        value,
        person_id,
        known_as_of
    from identifiers
    where person_id is not null

)

select * from staged
