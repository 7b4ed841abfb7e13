with changes as (

    select * from {{ source('crm', 'person_change') }}

),

staged as (

    select
        person_change_id,
        person_id,
        why,
        since,
        known_as_of
    from changes
    where known_as_of <= {{ as_of() }}

)

select * from staged
