with people as (

    select * from {{ source('crm', 'person') }}

),

named as (

    select distinct person_id
    from {{ source('crm', 'identifier') }}

),

staged as (

    -- who was merged away, or whose only identifier turned out to be shared, is named by nothing any more
    select
        people.person_id,
        people.unit_id,
        people.known_as_of
    from people
    inner join named
        on people.person_id = named.person_id

)

select * from staged
