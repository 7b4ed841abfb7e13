-- One row per campaign, channel and state of messages of which nobody knows whether they arrived.
select campaign_id, channel, state, count(*) as messages, min(state_at) as oldest_at
from crm.message
where state in ('uncertain', 'presumed_unsent')
group by campaign_id, channel, state
order by campaign_id, channel, state
