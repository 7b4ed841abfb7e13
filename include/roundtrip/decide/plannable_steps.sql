select distinct d.campaign_id, d.step_id
from crm.decision d
join crm.campaign c using (campaign_id)
join crm.campaign_step s using (campaign_id, step_id)
where d.reason = 'send' and d.not_after > :now and d.as_of <= :as_of and s.is_current and c.mode not in ('draft', 'paused')
order by d.campaign_id, d.step_id
