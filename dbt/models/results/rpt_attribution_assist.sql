with touches as (

    select * from {{ ref('fct_path') }}
    where touch_id is not null

),

told as (

    select
        goal,
        conversion_id,
        converted_on,
        channel,
        campaign,
        revenue_minor,
        steps,
        bool_or(position = steps) as is_last,
        bool_or(position < steps) as is_before_last,
        max(seconds_before) as seconds
    from touches
    group by goal, conversion_id, converted_on, channel, campaign, revenue_minor, steps

    union all

    select
        goal,
        conversion_id,
        converted_on,
        channel,
        'all' as campaign,
        revenue_minor,
        steps,
        bool_or(position = steps) as is_last,
        bool_or(position < steps) as is_before_last,
        max(seconds_before) as seconds
    from touches
    group by goal, conversion_id, converted_on, channel, revenue_minor, steps

)

select
    cast(goal as {{ dbt.type_string() }}) as goal,
    converted_on as day,
    cast(channel as {{ dbt.type_string() }}) as channel,
    cast(campaign as {{ dbt.type_string() }}) as campaign,
    count(*) as conversions,
    count(*) filter (where is_last) as direct,
    count(*) filter (where is_before_last and not is_last) as assisted,
    coalesce(sum(revenue_minor) filter (where is_last), 0) as direct_revenue_minor,
    coalesce(sum(revenue_minor) filter (where is_before_last and not is_last), 0) as assisted_revenue_minor,
    cast(sum(steps) as {{ dbt.type_bigint() }}) as touches,
    cast(sum(seconds) as {{ dbt.type_bigint() }}) as seconds,
    {{ stated(closes_on('converted_on') ~ ' <= ' ~ as_of()) }}
from told
group by goal, converted_on, channel, campaign
