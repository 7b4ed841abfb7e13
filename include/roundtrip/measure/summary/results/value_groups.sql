-- One row per group of people: all, by source, campaign and segment. What they brought so far and are expected to spend.
select
    dimension, value, people, customers, round(value_minor)::bigint as value_minor,
    round(value_90_low_minor)::bigint as value_90_low_minor, round(value_90_mid_minor)::bigint as value_90_mid_minor,
    round(value_90_high_minor)::bigint as value_90_high_minor, round(value_365_low_minor)::bigint as value_365_low_minor,
    round(value_365_mid_minor)::bigint as value_365_mid_minor, round(value_365_high_minor)::bigint as value_365_high_minor
from results.rpt_value_segment
where as_of = :as_of and dimension in ('total', 'source_type', 'campaign', 'segment')
order by array_position(array['total', 'source_type', 'campaign', 'segment'], dimension), value
