-- One row per goal, channel and model: what it was credited with for conversions of the last four weeks.
select
    goal, channel, model,
    sum(conversions)::double precision as conversions, sum(revenue_minor)::double precision as revenue_minor,
    coalesce(sum(conversions) filter (where not is_final), 0)::double precision as provisional
from results.rpt_attribution
where day between :as_of - 28 and :as_of - 1
group by goal, channel, model
order by goal, channel, model
