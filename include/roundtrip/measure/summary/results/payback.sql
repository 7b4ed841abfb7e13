-- One row per week of cohorts and age that is over for all of it: how much of the week's spend has come back by then.
select
    cohort_week, age_days, sum(spend_minor)::double precision as spend_minor, sum(value_minor)::double precision as value_minor
from results.rpt_payback
where is_mature and cohort_week > :as_of - 63
group by cohort_week, age_days
order by cohort_week, age_days
