-- One row per goal and place: the most frequent ways to a conversion, of all nights.
select goal, place, path, conversions, conversions_of_all_paths
from results.rpt_attribution_path
where place <= 8
order by goal, place
