with goals as (

    select * from {{ ref('fct_goal') }}

),

touches as (

    select * from {{ ref('fct_touch') }}

),

joined as (

    select
        goals.goal,
        goals.conversion_id,
        goals.person_id,
        goals.converted_at,
        goals.converted_on,
        goals.revenue_minor,
        touches.touch_id,
        touches.kind,
        coalesce(touches.channel, 'none') as channel,
        touches.source,
        coalesce(touches.campaign, 'none') as campaign,
        touches.touched_at
    from goals
    left join touches
        on
            goals.person_id = touches.person_id
            and goals.converted_at > touches.touched_at
            and goals.converted_at < touches.window_ends_at

)

select
    joined.*,
    cast(row_number() over (
        partition by goal, conversion_id order by touched_at, touch_id
    ) as {{ dbt.type_int() }}) as position,
    cast(count(*) over (partition by goal, conversion_id) as {{ dbt.type_int() }}) as steps,
    {{ seconds_between('touched_at', 'converted_at') }} as seconds_before
from joined
