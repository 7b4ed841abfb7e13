-- One row per channel, and `any` for each offer once: what became of the offers of past campaigns.
select channel, received, viewed, completed, completed_unviewed
from results.rpt_starbucks_offer_funnel
order by channel = 'any' desc, received desc, channel
