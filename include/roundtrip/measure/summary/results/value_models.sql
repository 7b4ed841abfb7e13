-- One row per group of customers that a model was fitted to, or would have been; all of them first.
select
    fitted_to, model, speaks, is_converged, why, customers, repeat_buyers, r, alpha, a, b, log_likelihood, p, q, v
from results.rpt_value_model
where as_of = :as_of
order by fitted_to <> 'all', fitted_to
