-- One row per segment: people in it after this night, and who came and went.
select segment, people, entered, "left"
from results.rpt_segment_daily
where as_of = :as_of
order by segment
