-- One row per kind of money and currency that could not be told in the reporting currency.
select kind, amount_currency, amounts, round(amount_minor)::bigint as amount_minor, first_on, last_on
from results.rpt_missing_rate
where as_of = :as_of
order by kind, amount_currency
