with people as (

    select * from {{ source('crm', 'person') }}

),

staged as (

    select
        person_id,
        unit_id,
        known_as_of
    from people

)

select * from staged
