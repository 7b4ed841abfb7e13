-- One row per feed, file, reason and field of what is refused now. A file refused as a whole (line 0) is so until it was loaded.
select q.feed, q.file, q.reason, q.field, count(*) filter (where q.line > 0) as lines, min(q.known_as_of) as first_night, max(q.known_as_of) as last_night
from raw.open_quarantine as q
where
    (%(feed)s::text is null or q.feed = %(feed)s)
    and (%(since)s::date is null or q.known_as_of >= %(since)s)
    and (
        q.line > 0
        or not exists (
            select from raw.batch as b
            where b.feed = q.feed and b.file = q.file and b.known_as_of >= q.known_as_of
        )
    )
group by q.feed, q.file, q.reason, q.field
order by q.feed, lines desc, q.file, q.reason, q.field
