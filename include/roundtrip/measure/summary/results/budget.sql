-- One row per campaign: what its money returns, what more of it would, and the shift of budget proposed.
select
    partner, campaign, horizon_days, days, daily_spend_minor, average_return, average_return_low, average_return_high,
    marginal_return, marginal_return_low, marginal_return_high, advice, reason, shift_minor, gain_minor, gain_low_minor,
    gain_high_minor
from results.rpt_budget_proposal
where as_of = :as_of
order by marginal_return desc nulls last, partner, campaign nulls first
