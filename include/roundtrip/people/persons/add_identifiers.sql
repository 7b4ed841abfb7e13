insert into crm.identifier (identifier_id, kind, value, person_id, standing, first_seen_at, known_as_of)
select identifier_id, kind, value, person_id, standing, first_seen_at, {as_of}::date
from verdict
where is_new
order by identifier_id
