-- No CTE, for the reason that stg_crm__identifier has. Who was merged away, or whose only identifier turned out to be
-- shared, is named by nothing any more.
select
    people.person_id,
    people.unit_id,
    people.known_as_of
from {{ source('crm', 'person') }} as people
where
    exists (
        select 1
        from {{ source('crm', 'identifier') }} as named
        where named.person_id = people.person_id
    )
