-- No CTE: Postgres never merges a view that has one into the query that reads it, and could not look identifiers up by
-- their index. What too many share is nobody's.
select
    identifier_id,
    kind,
    value,
    person_id,
    known_as_of
from {{ source('crm', 'identifier') }}
where person_id is not null
