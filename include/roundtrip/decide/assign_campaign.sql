insert into crm.assignment (experiment, unit_id, arm, from_as_of)
select u.experiment, u.unit_id, case when crm.draw(:salt, u.experiment, u.unit_id) < u.holdout then 'holdout' else 'treatment' end, :as_of
from (
    select distinct 'campaign:' || t.campaign_id as experiment, t.unit_id, c.holdout
    from units_tonight t join crm.campaign c using (campaign_id)
    where c.kind = 'marketing'
) u
where not exists (select from crm.assignment a where a.experiment = u.experiment and a.unit_id = u.unit_id)
order by u.experiment, u.unit_id
on conflict do nothing
