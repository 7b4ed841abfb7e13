with people as (

    select * from {{ source('crm', 'current_person') }}

),

staged as (

    select
        person_id,
        current_person_id
    from people
    where not is_current

)

select * from staged
