-- One row per group: members who got the first wave of offers and members who did not, and what they spent until the second.
select "group", members, buyers, transactions, spend_minor, mean_spend_minor, window_starts_at, window_ends_at, currency
from results.rpt_starbucks_first_wave
order by "group" desc
