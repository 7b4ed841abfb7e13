-- What a night thinks of a feed, from the files known by then; a night that runs again only says it again.
insert into raw.feed_status (feed, as_of, is_present, is_optional, is_fresh, is_enough, rows_tonight, files_refused, needed_for)
select
    %(feed)s,
    %(as_of)s,
    count(*) > 0,
    %(is_optional)s,
    coalesce(max(newest_at) >= %(oldest)s, false),
    coalesce(sum(rows_loaded) filter (where known_as_of = %(as_of)s), 0) >= %(minimum)s,
    coalesce(sum(rows_loaded) filter (where known_as_of = %(as_of)s), 0),
    %(refused)s,
    %(needed_for)s
from raw.batch
where feed = %(feed)s and known_as_of <= %(as_of)s
on conflict (feed, as_of) do update set
    is_present = excluded.is_present,
    is_optional = excluded.is_optional,
    is_fresh = excluded.is_fresh,
    is_enough = excluded.is_enough,
    rows_tonight = excluded.rows_tonight,
    files_refused = excluded.files_refused,
    needed_for = excluded.needed_for
