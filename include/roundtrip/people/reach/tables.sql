-- People whose addresses may have changed; at first those whose identifiers did.
create temporary table affected (kind text, person_id bigint, primary key (kind, person_id)) on commit drop;
create temporary table stated (kind text, person_id bigint, address_hash text, platform text, seen_at timestamptz) on commit drop;

insert into affected (kind, person_id)
select kind, person_id
from unnest({kinds}::text []) as kind
cross join (
    select old_person_id as person_id from verdict where old_person_id is not null and person_id is distinct from old_person_id
    union
    select person_id from verdict where old_person_id is not null and person_id is distinct from old_person_id
) as moved
where person_id is not null
