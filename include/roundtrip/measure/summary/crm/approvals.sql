-- One row per occurrence that still can be sent and waits for a person's word.
select a.campaign_id, a.occurrence_on, a.people, c.goal, c.segment, o.local_time, o.timezone
from crm.approval as a
join crm.campaign as c using (campaign_id)
join crm.occurrence as o using (campaign_id, occurrence_on)
where a.is_granted is null and a.definition_hash in (c.definition_hash, '') and a.occurrence_on >= :as_of
order by a.occurrence_on, a.campaign_id
