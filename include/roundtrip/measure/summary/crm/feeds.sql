-- One row per feed: did it come, in time, enough of it; what became of the night's rows; and what it is needed for.
with tonight as (
    select
        feed, count(*) filter (where rows_quarantined >= 0) as files, -- a retry is no file: it takes rows out of the quarantine
        sum(rows_in) as rows_in, sum(rows_loaded) as loaded,
        sum(rows_quarantined) as quarantined, sum(rows_duplicate) as duplicates
    from raw.batch
    where known_as_of = :as_of
    group by feed
),
so_far as (
    select feed, sum(rows_loaded) as loaded
    from raw.batch
    where known_as_of <= :as_of
    group by feed
)
select
    s.feed, s.is_present, s.is_optional, s.is_fresh, s.is_enough, s.files_refused as refused_files, s.needed_for,
    coalesce(t.files, 0) as files, coalesce(t.rows_in, 0) as rows_in, coalesce(t.loaded, 0) as loaded,
    coalesce(t.quarantined, 0) as quarantined, coalesce(t.duplicates, 0) as duplicates,
    coalesce(f.loaded, 0) as loaded_so_far
from raw.feed_status as s
left join tonight as t using (feed)
left join so_far as f using (feed)
-- an optional feed belongs to an example: it is missed only where a feed needed for the same thing is used
where
    s.as_of = :as_of
    and (
        s.is_present or not s.is_optional or s.files_refused > 0
        or exists (
            select from raw.feed_status as o
            where o.as_of = s.as_of and o.needed_for = s.needed_for and (o.is_present or o.files_refused > 0)
        )
    )
order by s.feed
