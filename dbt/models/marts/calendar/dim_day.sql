with bounds as (

    select min(active_on) as first_on
    from {{ ref('fct_user_day') }}

),

digits as (
    {%- for digit in range(10) %}
    select {{ digit }} as digit
    {{- ' union all' if not loop.last }}
    {%- endfor %}
),

numbers as (

    select ones.digit + 10 * tens.digit + 100 * hundreds.digit + 1000 * thousands.digit as number
    from digits as ones
    cross join digits as tens
    cross join digits as hundreds
    cross join digits as thousands

),

days as (

    -- a clock that stood at 1970 must not push yesterday off the end of the numbers
    select {{ days_after('greatest(bounds.first_on, ' ~ days_after(as_of(), -10000) ~ ')', 'numbers.number') }} as day
    from bounds
    cross join numbers
    where bounds.first_on is not null

)

select
    day,
    {{ week_of('day') }} as week_start,
    {{ month_of('day') }} as month_start
from days
where day < {{ as_of() }}
