-- One row per campaign, channel, mode, state and its reason: where every message planned so far stands.
select campaign_id, channel, mode, state, state_reason, count(*) as messages
from crm.message
where as_of <= :as_of
group by campaign_id, channel, mode, state, state_reason
order by campaign_id, channel, mode, state, state_reason nulls first
