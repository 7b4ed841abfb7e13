-- One row per campaign of the cohorts of the last eight weeks: cost, people, value so far, and value by spend at three ages over
-- the cohorts that have reached them; expected is value so far and what buyers are expected to spend in a year, by spend. Weeks
-- have their people to themselves, so that the squares of their intervals' halves are added up.
with campaigns as (
    select
        partner, campaign, sum(spend_minor)::double precision as spend_minor, sum(people) as people, sum(new_users) as new_users,
        sum(first_purchases) as customers, sum(revenue_minor)::double precision as revenue_minor,
        (sum(value_d7_minor) / nullif(sum(spend_minor) filter (where value_d7_minor is not null), 0))::double precision
            as return_d7,
        (sum(value_d30_minor) / nullif(sum(spend_minor) filter (where value_d30_minor is not null), 0))::double precision
            as return_d30,
        (sum(value_d90_minor) / nullif(sum(spend_minor) filter (where value_d90_minor is not null), 0))::double precision
            as return_d90,
        case when count(predicted_mid_minor) > 0 then sum(coalesce(predicted_mid_minor, revenue_minor)) end::double precision
            as expected_minor,
        case when count(predicted_low_minor) = count(predicted_mid_minor)
            then sqrt(sum(power(predicted_mid_minor - predicted_low_minor, 2))) end::double precision as below_minor,
        case when count(predicted_high_minor) = count(predicted_mid_minor)
            then sqrt(sum(power(predicted_high_minor - predicted_mid_minor, 2))) end::double precision as above_minor
    from results.rpt_ltv_cohort
    where source_type = 'paid' and cohort_week > :as_of - 63
    group by partner, campaign
)

select
    partner, campaign, spend_minor, people, new_users, customers, revenue_minor, return_d7, return_d30, return_d90,
    expected_minor / nullif(spend_minor, 0) as return_expected,
    (expected_minor - below_minor) / nullif(spend_minor, 0) as return_expected_low,
    (expected_minor + above_minor) / nullif(spend_minor, 0) as return_expected_high
from campaigns
where spend_minor > 0 or people > 0
order by spend_minor desc, partner, campaign nulls first
