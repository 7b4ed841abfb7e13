-- One row per feed that names people.
select feed, loaded, rows_identified, people, people_with_account, people_elsewhere
from results.rpt_feed_people
order by feed
