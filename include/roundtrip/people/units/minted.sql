-- New persons. Who parted from somebody stays in that unit: they were assigned together.
create temporary table minted on commit drop as
select person_id, unit_id
from becomes
where is_new;

create unique index on minted (person_id);
analyze minted
