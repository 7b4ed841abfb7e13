-- Why nothing was sent, where something might have been.
select d.as_of, d.campaign_id, d.step_id, d.reason, d.mode
from crm.decision d
where d.person_id in (select crm.everybody_merged_into(:person_id)) and d.reason <> 'send'
order by d.as_of desc, d.campaign_id, d.step_id
limit :most
