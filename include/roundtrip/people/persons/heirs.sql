-- Who stays whom. A person goes where their account goes, or their oldest identifier; of persons who go to one place the one
-- with an account stays, else the oldest. A place nobody goes to is a new person, in the unit of whom it parted from.
create temporary table found on commit drop as
select node.*, coalesce(labelled.label, -rooted.root) as label
from node
left join labelled using (identifier_id)
left join rooted using (identifier_id);

create temporary table heir on commit drop as
select distinct on (old_person_id)
    old_person_id as person_id,
    label,
    bool_or(kind = 'user_id') over (partition by old_person_id) as has_account
from found
where old_person_id is not null and label is not null
order by old_person_id, kind = 'user_id' desc, identifier_id;

create temporary table becomes on commit drop as
select
    place.label,
    coalesce(place.person_id, nextval('crm.person_person_id_seq')) as person_id,
    place.person_id is null as is_new,
    place.unit_id
from (
    select taken.label, stays.person_id, parted.unit_id
    from (select label, min(old_person_id) as old_person_id from found where label is not null group by label) as taken
    left join (select distinct on (label) label, person_id from heir order by label, has_account desc, person_id) as stays using (label)
    left join crm.person as parted on parted.person_id = taken.old_person_id
    order by taken.label < 0, abs(taken.label)
) as place;

create temporary table merging on commit drop as
select heir.person_id as from_person_id, becomes.person_id as into_person_id
from heir
inner join becomes using (label)
where heir.person_id <> becomes.person_id
