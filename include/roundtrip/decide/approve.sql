-- Asked once for each content: who edits what still waits to go out must ask again.
insert into crm.approval (campaign_id, occurrence_on, people)
select d.campaign_id, d.occurrence_on, count(distinct d.person_id)
from crm.decision d
join crm.campaign c using (campaign_id)
where d.reason = 'send' and d.mode <> 'shadow' and c.needs_approval
  and d.as_of <= :as_of and d.not_after > :now
  and not crm.is_approved(d.campaign_id, d.occurrence_on)
group by d.campaign_id, d.occurrence_on
order by d.campaign_id, d.occurrence_on
on conflict do nothing
returning campaign_id, people
