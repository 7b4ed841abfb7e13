-- One row per feed, reason and field of tonight's quarantined lines, with where to look first; never the bytes.
select
    feed, reason, field, count(*) as lines,
    (array_agg(file order by quarantine_id))[1] as first_file, (array_agg(line order by quarantine_id))[1] as first_line
from raw.quarantine
where known_as_of = :as_of and line > 0
group by feed, reason, field
order by feed, lines desc, reason, field nulls first
