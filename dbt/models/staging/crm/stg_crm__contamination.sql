with contaminations as (

    select * from {{ source('crm', 'contamination') }}

),

staged as (

    select
        from_person_id,
        into_person_id,
        experiment,
        from_arm,
        into_arm,
        known_as_of
    from contaminations
    where known_as_of <= {{ as_of() }}

)

select * from staged
