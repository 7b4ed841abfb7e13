-- Whose past rows changed hands: who lost an identifier, who gained one, and who was seen with one that names nobody any more,
-- as a row that it named is now named by the next thing in it.
with moved as (
    select * from verdict where old_person_id is not null and person_id is distinct from old_person_id
),
gained as (
    select person_id, first_seen_at from moved where person_id is not null
    union all
    select neighbour.person_id, greatest(neighbour.first_seen_at, moved.first_seen_at)
    from moved
    inner join crm.identity_link as link on moved.identifier_id in (link.identifier_id, link.with_identifier_id)
    inner join crm.identifier as neighbour
        on neighbour.identifier_id = link.identifier_id + link.with_identifier_id - moved.identifier_id
    where moved.person_id is null and neighbour.person_id is not null
)
insert into crm.person_change (person_id, why, since, known_as_of)
select from_person_id, 'merged', null, {as_of}::date from merging
union all
select distinct old_person_id, 'lost', null::timestamptz, {as_of}::date
from moved
where old_person_id not in (select from_person_id from merging)
union all
select person_id, 'gained', min(first_seen_at), {as_of}::date
from gained
group by person_id
