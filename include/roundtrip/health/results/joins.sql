-- One row per ordered pair of feeds that name people.
select feed, other_feed, people, people_in_both
from results.rpt_join_rate
order by feed, other_feed
