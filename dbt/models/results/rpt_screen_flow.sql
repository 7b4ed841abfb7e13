with moves as (

    select * from {{ ref('int_screen_flow') }}

),

told as (

    {{ told_by('moves', only=['platform']) }}

)

select
    started_on as day,
    dimension,
    value,
    from_screen,
    to_screen,
    cast(sum(times) as {{ dbt.type_bigint() }}) as times,
    {{ stated('false') }}
from told
group by started_on, dimension, value, from_screen, to_screen
