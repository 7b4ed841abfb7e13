-- One row per campaign, mode and reason: people decided about this night, and decisions so far.
select campaign_id, mode, reason, count(*) filter (where as_of = :as_of) as tonight, count(*) as so_far
from crm.decision
where as_of <= :as_of
group by campaign_id, mode, reason
order by campaign_id, mode, so_far desc, reason
