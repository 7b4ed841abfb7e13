with converted as (

    select
        goal,
        conversion_id as path_id,
        channel,
        position as nth,
        true as is_converted
    from {{ ref('fct_path') }}
    where
        touch_id is not null
        and converted_on >= {{ days_after(as_of(), -var('attribution_markov_days')) }}

),

unconverted as (

    select
        goal,
        person_id || ':' || path_number as path_id,
        channel,
        row_number() over (partition by goal, person_id, path_number order by touched_at, touch_id) as nth,
        false as is_converted
    from {{ ref('int_unconverted_touch') }}

),

touches as (

    select * from converted

    union all

    select * from unconverted

),

followed as (

    select
        touches.*,
        lead(channel) over (partition by goal, is_converted, path_id order by nth) as next_channel
    from touches

),

moves as (

    select
        goal,
        channel as origin,
        coalesce(next_channel, case when is_converted then '(conversion)' else '(nothing)' end) as destination
    from followed

    union all

    select
        goal,
        '(start)' as origin,
        channel as destination
    from followed
    where nth = 1

)

select
    cast(goal as {{ dbt.type_string() }}) as goal,
    cast(origin as {{ dbt.type_string() }}) as origin,
    cast(destination as {{ dbt.type_string() }}) as destination,
    count(*) as transitions,
    {{ stated('false') }}
from moves
group by goal, origin, destination
