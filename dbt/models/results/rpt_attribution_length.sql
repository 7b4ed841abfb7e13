with touches as (

    select * from {{ ref('fct_path') }}
    where touch_id is not null

),

ways as (

    select
        goal,
        conversion_id,
        converted_on,
        revenue_minor,
        steps,
        cast(floor(max(seconds_before) / 86400.0) as {{ dbt.type_bigint() }}) as days
    from touches
    group by goal, conversion_id, converted_on, revenue_minor, steps

)

select
    cast(goal as {{ dbt.type_string() }}) as goal,
    converted_on as day,
    cast(steps as {{ dbt.type_bigint() }}) as touches,
    days,
    count(*) as conversions,
    cast(coalesce(sum(revenue_minor), 0) as {{ dbt.type_numeric() }}) as revenue_minor,
    {{ stated(closes_on('converted_on') ~ ' <= ' ~ as_of()) }}
from ways
group by goal, converted_on, steps, days
