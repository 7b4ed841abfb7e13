with steps as (

    {{ funnel_steps() }}

),

entries as (

    select * from {{ ref('int_funnel_entry') }}

),

told as (

    {{ told_by('entries') }}

),

reached as (

    select
        funnel,
        entered_on,
        dimension,
        value,
        step,
        count(*) as people,
        {{ whole_percentile(0.5, 'seconds') }} as median_seconds,
        {{ whole_percentile(0.9, 'seconds') }} as p90_seconds
    from told
    group by funnel, entered_on, dimension, value, step

),

entered as (

    select
        reached.*,
        steps.seconds
    from reached
    inner join steps
        on reached.funnel = steps.funnel and reached.step = steps.step
    where reached.step = 1

)

select
    entered.funnel,
    entered.entered_on,
    entered.dimension,
    entered.value,
    steps.step,
    cast(steps.step_id as {{ dbt.type_string() }}) as step_id,
    entered.people as entered,
    coalesce(reached.people, 0) as reached,
    reached.median_seconds,
    reached.p90_seconds,
    {{ dbt.dateadd('second', 'entered.seconds', midnight(days_after('entered.entered_on', 1))) }}
    <= {{ as_of_midnight() }} as is_mature,
    {{ stated('false') }}
from entered
inner join steps
    on entered.funnel = steps.funnel
left join reached
    on
        entered.funnel = reached.funnel
        and entered.entered_on = reached.entered_on
        and entered.dimension = reached.dimension
        and entered.value = reached.value
        and steps.step = reached.step
