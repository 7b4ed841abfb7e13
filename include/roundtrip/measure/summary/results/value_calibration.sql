-- One row per tenth of the customers by what the model forecast of their spend, and what came.
select decile, people, predicted as predicted_minor, actual as actual_minor
from results.rpt_value_calibration
where as_of = :as_of and measure = 'value' and forecast = 'model'
order by decile
