with people as (

    select * from {{ ref('int_return') }}

),

told as (

    {{ told_by('people') }}

),

counted as (

    select
        first_on as cohort_on,
        dimension,
        value,
        {%- for day in var('retention_days') %}
        count(*) filter (where is_back_on_day_{{ day }}) as returned_{{ day }},
        count(*) filter (where last_active_on >= {{ days_after('first_on', day) }}) as returned_later_{{ day }},
        {%- endfor %}
        count(*) as people
    from told
    group by first_on, dimension, value

),

by_day as (
    {%- for day in var('retention_days') %}

    select
        cohort_on,
        dimension,
        value,
        {{ day }} as day_number,
        people,
        returned_{{ day }} as returned,
        returned_later_{{ day }} as returned_later,
        {{ days_after('cohort_on', day) }} < {{ as_of() }} as is_mature
    from counted
    {{- '\n\n    union all' if not loop.last }}
    {%- endfor %}

)

select
    cohort_on,
    {{ week_of('cohort_on') }} as cohort_week_on,
    dimension,
    value,
    day_number,
    people,
    case when is_mature then returned end as returned_people,
    case when is_mature then returned_later end as returned_later_people,
    is_mature,
    {{ stated('false') }}
from by_day
