-- The identifiers by which rows name the affected.
create temporary table named_by on commit drop as
select known.kind, known.value
from crm.identifier as known
where known.person_id in (select person_id from affected);

analyze named_by;
analyze affected
