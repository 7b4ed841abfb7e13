with scores as (

    select * from {{ ref('stg_landing__budget_score') }}

)

select
    as_of,
    partner,
    nullif(campaign, '') as campaign,
    horizon_days,
    days,
    daily_spend_minor,
    average as average_return,
    average_low as average_return_low,
    average_high as average_return_high,
    marginal as marginal_return,
    marginal_low as marginal_return_low,
    marginal_high as marginal_return_high,
    advice,
    reason,
    shift_minor,
    gain as gain_minor,
    gain_low as gain_low_minor,
    gain_high as gain_high_minor,
    {{ stated('true', as_of_column='as_of') }}
from scores
