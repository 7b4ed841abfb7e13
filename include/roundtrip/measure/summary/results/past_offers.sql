-- One row per channel: what became of the offers of past campaigns.
select channel, received, viewed, completed, completed_unviewed from results.rpt_starbucks_offer_funnel order by received desc, channel
