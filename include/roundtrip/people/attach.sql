-- A device or card belongs to the person it was first seen with, for good: what happened on it before is theirs too.
insert into crm.identifier (kind, value, person_id, known_as_of)
select distinct on (seen.kind, seen.value)
    seen.kind,
    seen.value,
    person.person_id,
    %(as_of)s
from seen
inner join crm.identifier as person on person.kind = 'user_id' and seen.user_id = person.value
where seen.kind in ('device_id', 'loyalty_card')
order by seen.kind, seen.value, seen.first_batch_id, person.person_id
on conflict (kind, value) do nothing
