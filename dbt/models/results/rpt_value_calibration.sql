with deciles as (

    select * from {{ ref('stg_landing__value_calibration') }}

)

select
    as_of,
    measure,
    forecast,
    decile,
    people,
    predicted,
    actual,
    {{ stated('true', as_of_column='as_of') }}
from deciles
