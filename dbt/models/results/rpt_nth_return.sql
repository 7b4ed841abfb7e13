with people as (

    select * from {{ ref('int_return') }}

),

told as (

    {{ told_by('people') }}

),

by_number as (
    {%- for number in var('nth_returns') %}

    select
        first_on as cohort_on,
        dimension,
        value,
        {{ number }} as opening,
        count(*) as people,
        count(opened_{{ number }}_on) as reached_so_far,
        count(*) filter (
            where opened_{{ number }}_on <= {{ days_after('first_on', var('nth_return_days')) }}
        ) as reached
    from told
    group by first_on, dimension, value
    {{- '\n\n    union all' if not loop.last }}
    {%- endfor %}

),

aged as (

    select
        by_number.*,
        {{ days_after('cohort_on', var('nth_return_days')) }} < {{ as_of() }} as is_mature
    from by_number

)

select
    cohort_on,
    {{ week_of('cohort_on') }} as cohort_week_on,
    dimension,
    value,
    opening,
    people,
    reached_so_far as reached_so_far_people,
    case when is_mature then reached end as reached_people,
    is_mature,
    {{ stated('false') }}
from aged
