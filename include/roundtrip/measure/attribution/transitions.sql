-- How often one channel was followed by another, by goal.
select goal, origin, destination, transitions
from results.rpt_attribution_transition
where as_of = :as_of
order by goal, origin, destination
