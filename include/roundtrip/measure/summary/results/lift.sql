-- One row per comparison: what a campaign, or a variant, changed.
select
    campaign_id, comparison, population, variant, metric, arm, baseline, n_treatment as n_treated, n_control,
    mean_treatment as mean_treated, mean_control, diff, ci_low, ci_high, always_low, always_high, is_adjusted,
    incremental_total, incremental_low, incremental_high, p, srm_p, verdict, reason, nights_needed, is_final
from results.rpt_campaign_lift
where as_of = :as_of
order by campaign_id, comparison desc, population, variant, metric
