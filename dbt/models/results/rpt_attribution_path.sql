with touches as (

    select
        paths.*,
        lag(channel) over (partition by goal, conversion_id order by position) as channel_before
    from {{ ref('fct_path') }} as paths
    where touch_id is not null

),

-- several touches of one channel in a row are one stop on the way
stops as (

    select
        touches.*,
        row_number() over (partition by goal, conversion_id order by position desc) as stops_left
    from touches
    where channel is distinct from channel_before

),

walked as (

    select
        goal,
        conversion_id,
        revenue_minor,
        steps,
        cast(count(*) as {{ dbt.type_int() }}) as stops,
        max(seconds_before) as seconds,
        case when count(*) > {{ var('path_stops') }} then '… > ' else '' end
        || {{ joined_in_order(
            "case when stops_left <= " ~ var('path_stops') ~ " then channel end", ' > ', 'position'
        ) }} as path
    from stops
    group by goal, conversion_id, revenue_minor, steps

),

counted as (

    select
        goal,
        path,
        max(stops) as stops,
        count(*) as conversions,
        sum(revenue_minor) as revenue_minor,
        sum(steps) as touches,
        cast(sum(seconds) as {{ dbt.type_bigint() }}) as seconds
    from walked
    group by goal, path

),

ranked as (

    select
        counted.*,
        row_number() over (partition by goal order by conversions desc, path asc) as place,
        cast(sum(conversions) over (partition by goal) as {{ dbt.type_bigint() }}) as conversions_of_all_paths
    from counted

)

select
    cast(goal as {{ dbt.type_string() }}) as goal,
    place,
    cast(path as {{ dbt.type_string() }}) as path,
    stops,
    conversions,
    conversions_of_all_paths,
    revenue_minor,
    touches,
    seconds,
    {{ stated('false') }}
from ranked
where place <= {{ var('frequent_paths') }}
