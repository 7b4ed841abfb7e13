with changes as (

    select * from {{ ref('segment_change') }}

),

nights as (

    select distinct as_of
    from {{ ref('stg_landing__feed_status') }}
    where as_of <= {{ as_of() }}

),

segments as (

    select distinct segment
    from {{ ref('segment_feed') }}

),

counted as (

    select
        nights.as_of,
        segments.segment,
        count(*) filter (where changes.is_member) - count(*) filter (where not changes.is_member) as people,
        count(*) filter (where changes.is_member and changes.changed_on = nights.as_of) as entered,
        count(*) filter (where not changes.is_member and changes.changed_on = nights.as_of) as departed
    from nights
    cross join segments
    left join changes
        on segments.segment = changes.segment and nights.as_of >= changes.changed_on
    group by nights.as_of, segments.segment

)

select
    segment,
    as_of,
    people,
    entered,
    departed as {{ adapter.quote('left') }},
    {{ stated('true', as_of_column='as_of') }}
from counted
