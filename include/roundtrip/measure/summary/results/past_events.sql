-- One row per kind of event in the feed of past campaigns.
select event, events
from results.rpt_starbucks_events
order by events desc, event
