-- One row per campaign, as registered on its latest night.
select
    campaign_id, kind, mode, owner, goal, segment, success_event, success_value, holdout,
    extract(epoch from success_within) / 86400.0 as success_within_days
from crm.campaign
order by campaign_id
