-- the other identifiers of persons reached so far
insert into node
select
    known.identifier_id, known.kind, known.value, known.standing, known.person_id, known.standing, known.first_seen_at, false
from crm.identifier as known
where
    known.person_id in (select old_person_id from node)
    and not exists (select from node where node.identifier_id = known.identifier_id)
