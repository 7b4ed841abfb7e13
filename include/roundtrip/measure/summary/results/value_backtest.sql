-- One row per measure and forecast of the night's back-test; the model before the naive ones.
select measure, forecast, estimate, customers, held_back_days, cutoff_on, error, squared_error, bias, loses_to_naive
from results.rpt_value_backtest
where as_of = :as_of
order by measure, forecast <> 'model', forecast
