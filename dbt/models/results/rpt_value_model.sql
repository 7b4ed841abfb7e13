with models as (

    select * from {{ ref('stg_landing__value_model') }}

)

select
    as_of,
    fitted_to,
    model,
    speaks,
    is_converged,
    why,
    customers,
    repeat_buyers,
    r,
    alpha,
    a,
    b,
    log_likelihood,
    p,
    q,
    v,
    spend_log_likelihood,
    spend_follows_frequency,
    {{ stated('true', as_of_column='as_of') }}
from models
