-- One row per campaign, step, channel, variant and mode of the messages this night planned.
select
    campaign_id, step_id, channel, variant, mode, count(*) as messages,
    min(send_after) as first_send_after, max(send_after) as last_send_after
from crm.message
where as_of = :as_of
group by campaign_id, step_id, channel, variant, mode
order by campaign_id, step_id, channel, variant, mode
