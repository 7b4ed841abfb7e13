-- One row per file that was refused tonight as a whole (line 0 of the quarantine) and not loaded since.
select r.feed, r.file, r.reason
from raw.quarantine as r
where
    r.known_as_of = :as_of and r.line = 0
    and not exists (
        select from raw.batch as b
        where b.feed = r.feed and b.file = r.file and b.known_as_of = r.known_as_of and b.loaded_at > r.quarantined_at
    )
order by r.feed, r.file
