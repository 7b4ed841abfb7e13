-- One row per kind of evidence: what advertising of the last eight weeks is known to have brought, and in which way it is known.
select
    evidence, sum(spend_minor)::double precision as spend_minor, sum(installs) as installs, sum(people) as people,
    sum(revenue_minor)::double precision as revenue_minor
from results.rpt_acquisition_roi
where cohort_week > :as_of - 63
group by evidence
order by evidence
