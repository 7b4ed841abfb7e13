-- One row per goal and channel: conversions of the last four weeks it was the last touch of, and those it came before.
select
    goal, channel,
    sum(conversions)::bigint as conversions, sum(direct)::bigint as direct, sum(assisted)::bigint as assisted,
    sum(touches)::bigint as touches, sum(seconds)::bigint as seconds
from results.rpt_attribution_assist
where day between :as_of - 28 and :as_of - 1 and campaign = 'all'
group by goal, channel
order by goal, channel
