-- With each merge the evidence: a new link that leads out of the person merged away.
with link as (
    select identifier_id, with_identifier_id from new_link
    union all
    select with_identifier_id, identifier_id from new_link
),
tied as (
    select distinct on (near.old_person_id) near.old_person_id, near.identifier_id, far.identifier_id as with_identifier_id
    from link
    inner join verdict as near on near.identifier_id = link.identifier_id
    inner join verdict as far on far.identifier_id = link.with_identifier_id
    where
        near.old_person_id in (select from_person_id from merging)
        and far.old_person_id is distinct from near.old_person_id
        and far.person_id = near.person_id
    order by near.old_person_id, far.old_person_id nulls last, near.identifier_id, far.identifier_id
)
insert into crm.person_merge (from_person_id, into_person_id, known_as_of, identifier_id, with_identifier_id)
select merging.from_person_id, merging.into_person_id, {as_of}, tied.identifier_id, tied.with_identifier_id
from merging
left join tied on tied.old_person_id = merging.from_person_id
order by merging.from_person_id
