with touches as (

    select * from {{ ref('fct_touch') }}
    where
        window_ends_at <= {{ as_of_midnight() }}
        and touched_at >= {{ midnight(days_after(as_of(), -var('attribution_markov_days'))) }}

),

goals as (

    select distinct goal
    from {{ ref('fct_goal') }}

),

converted as (

    select distinct
        goal,
        touch_id
    from {{ ref('fct_path') }}
    where touch_id is not null

),

idle as (

    select
        goals.goal,
        touches.*
    from touches
    cross join goals
    left join converted
        on goals.goal = converted.goal and touches.touch_id = converted.touch_id
    where converted.touch_id is null

),

-- a path has ended where every window was over before the next touch
marked as (

    select
        idle.*,
        case when max(window_ends_at) over (
            partition by goal, person_id order by touched_at, touch_id rows between unbounded preceding and 1 preceding
        ) > touched_at then 0 else 1 end as begins
    from idle

)

select
    goal,
    touch_id,
    person_id,
    channel,
    touched_at,
    sum(begins) over (partition by goal, person_id order by touched_at, touch_id) as path_number
from marked
