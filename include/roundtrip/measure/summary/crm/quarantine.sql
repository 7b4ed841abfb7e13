-- One row per feed, reason and field of tonight's quarantined lines that did not go in by a retry before the night was over, with
-- where to look first; never the bytes.
select
    feed, reason, field, count(*) as lines,
    (array_agg(file order by quarantine_id))[1] as first_file, (array_agg(line order by quarantine_id))[1] as first_line
from raw.quarantine as q
where
    known_as_of = :as_of and line > 0
    and not exists (
        select from raw.quarantine_retry as r
        where r.quarantine_id = q.quarantine_id and r.batch_id is not null and r.known_as_of <= q.known_as_of
    )
group by feed, reason, field
order by feed, lines desc, reason, field nulls first
