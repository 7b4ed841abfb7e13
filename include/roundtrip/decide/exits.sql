insert into crm.exit (campaign_id, occurrence_on, occurrence_id, person_id, why, event, occurred_at, known_as_of)
select e.campaign_id, e.occurrence_on, e.occurrence_id, e.person_id, e.why, e.event, e.occurred_at, :as_of
from publish.exit e
order by e.campaign_id, e.occurrence_on, e.occurrence_id, e.person_id
on conflict do nothing
returning campaign_id, why
