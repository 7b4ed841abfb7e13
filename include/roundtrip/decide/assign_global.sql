insert into crm.assignment (experiment, unit_id, arm, from_as_of)
select 'global', u.unit_id, case when crm.draw(:salt, 'global', u.unit_id) < :control then 'control' else 'treatment' end, :as_of
from (select distinct unit_id from crm.person) u
where not exists (select from crm.assignment a where a.experiment = 'global' and a.unit_id = u.unit_id)
order by u.unit_id
on conflict do nothing
