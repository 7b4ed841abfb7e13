-- One row per day and source type of the last four weeks: what was spent and who came.
select
    spent_on as day, source_type, round(sum(spend_minor))::bigint as spend_minor, sum(installs) as installs,
    sum(first_purchases) as first_purchases, round(sum(revenue_minor))::bigint as revenue_minor
from results.rpt_acquisition_daily
where spent_on between :as_of - 28 and :as_of - 1 and source_type <> 'unknown'
group by spent_on, source_type
order by spent_on, source_type
