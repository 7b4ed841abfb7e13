-- One row per arm of every comparison: what roundtrip.measure.lift needs, as the night's build left it.
select campaign_id, comparison, population, variant, metric, arm, n, sum_y, sum_y2, sum_x, sum_x2, sum_xy, expected_share
from results.lift_statistics
where as_of = :as_of
order by campaign_id, comparison, population, variant nulls first, metric, arm
