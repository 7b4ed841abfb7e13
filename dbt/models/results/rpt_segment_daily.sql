with changes as (

    select * from {{ ref('segment_change') }}

),

segments as (

    -- of a segment that nobody was ever in there is tonight to tell
    select
        feeds.segment,
        coalesce(min(changes.changed_on), {{ as_of() }}) as since
    from {{ ref('segment_feed') }} as feeds
    left join changes
        on feeds.segment = changes.segment
    group by feeds.segment

),

nights as (

    select as_of
    from {{ ref('stg_landing__feed_status') }}
    where as_of <= {{ as_of() }}

    union

    select changed_on as as_of
    from changes

    union

    select {{ as_of() }} as as_of

),

changed as (

    select
        segment,
        changed_on,
        count(*) filter (where is_member) as entered,
        count(*) filter (where not is_member) as departed
    from changes
    group by segment, changed_on

),

counted as (

    select
        nights.as_of,
        segments.segment,
        coalesce(changed.entered, 0) as entered,
        coalesce(changed.departed, 0) as departed,
        cast(sum(coalesce(changed.entered - changed.departed, 0)) over (
            partition by segments.segment order by nights.as_of
        ) as {{ dbt.type_bigint() }}) as people
    from segments
    inner join nights
        on segments.since <= nights.as_of
    left join changed
        on segments.segment = changed.segment and nights.as_of = changed.changed_on

)

select
    segment,
    as_of,
    people,
    entered,
    departed as {{ adapter.quote('left') }},
    {{ stated('true', as_of_column='as_of') }}
from counted
