-- One row per campaign, metric and model, against its holdout where it has one and the global control otherwise.
select
    campaign_id, comparison, metric, model, attributed::double precision as attributed,
    attributed_in_trial::double precision as attributed_in_trial, incremental, incremental_low, incremental_high, gap, verdict, is_final
from results.rpt_campaign_attribution_gap as gaps
where not exists (
    select 1
    from results.rpt_campaign_attribution_gap as others
    where others.campaign_id = gaps.campaign_id and others.comparison > gaps.comparison
)
order by campaign_id, metric, model
