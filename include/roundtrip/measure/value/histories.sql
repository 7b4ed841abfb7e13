-- One row per customer at a cutoff, numbers first; in an order that does not change, for chance is drawn along it.
select
    person_id,
    frequency,
    recency_days,
    age_days,
    coalesce(mean_spend_minor, 0)::double precision as mean_spend_minor,
    later_purchases,
    later_spend_minor::double precision as later_spend_minor,
    held_back_days,
    cohort_week,
    source_type,
    partner,
    campaign
from marts.int_purchase_history
where cutoff = %s
order by person_id
