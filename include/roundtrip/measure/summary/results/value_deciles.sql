-- One row per tenth of the customers by spend expected within a year, the best first.
select
    decile, customers, round(value_minor)::bigint as value_minor, customers_alive,
    round(value_365_minor)::bigint as value_365_minor
from results.rpt_value_decile
where as_of = :as_of
order by decile desc
