-- One row per campaign, step, variant and channel: what was sent so far and what people did. Counts, never rates.
select
    campaign_id, step_id, variant, channel,
    sum(planned) as planned, sum(accepted) as accepted, sum(delivered) as delivered, sum(bounced) as bounced, sum(shown) as shown,
    sum(human_opens) as human_opens, sum(machine_opens) as machine_opens, sum(clickers) as clickers,
    sum(app_openers) as app_openers, sum(unsubscribed) as unsubscribed, sum(complained) as complained,
    sum(conversions) as conversions, sum(revenue_minor) as revenue_minor
from results.rpt_campaign_daily
group by campaign_id, step_id, variant, channel
order by campaign_id, step_id, variant, channel
