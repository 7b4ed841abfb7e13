-- The view is asked once; three experiments draw from what it said.
create temporary table units_tonight on commit drop as
select distinct e.campaign_id, e.step_id, e.unit_id
from publish.eligibility e
join crm.occurrence o using (campaign_id, occurrence_on)
where o.as_of = :as_of and e.in_segment
