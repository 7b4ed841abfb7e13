with backtests as (

    select * from {{ ref('stg_landing__value_backtest') }}

)

select
    as_of,
    measure,
    forecast,
    estimate,
    customers,
    held_back_days,
    {{ days_after('as_of', 'cast(-held_back_days as ' ~ dbt.type_int() ~ ')') }} as cutoff_on,
    error,
    squared_error,
    bias,
    loses_to_naive,
    {{ stated('true', as_of_column='as_of') }}
from backtests
