-- One row per feed: the newest night's word on it.
select
    feed, as_of, is_present, is_optional, is_fresh, is_enough, files, files_refused, rows_in, loaded, quarantined, duplicates,
    usual_loaded, newest_at, last_came_on, data_through_at, needed_for
from results.rpt_feed_status
where as_of = (select max(as_of) from results.rpt_feed_status)
order by feed
