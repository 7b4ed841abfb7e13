-- One row per kind of oddity in the feed of past campaigns, and what was done with it.
select oddity, treatment, rows_affected
from results.rpt_starbucks_oddity
order by rows_affected desc, oddity
