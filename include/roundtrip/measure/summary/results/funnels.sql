-- One row per funnel and step: entries of the last quarter whose window has closed, and how many got there.
select funnel, step, step_id, sum(entered) as entered, sum(reached) as reached
from results.rpt_funnel
where dimension = 'total' and is_mature and entered_on >= :as_of - 91
group by funnel, step, step_id
order by funnel, step
