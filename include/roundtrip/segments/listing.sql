-- One row per segment of the newest night.
with sizes as (

    select segment, people, entered, "left"
    from results.rpt_segment_daily
    where as_of = (select max(as_of) from results.rpt_segment_daily)

),

late as (

    select feeds.segment, json_agg(feeds.feed order by feeds.feed) as late_feeds
    from segments.segment_feed as feeds
    inner join results.rpt_feed_status as statuses
        on
            feeds.feed = statuses.feed
            and statuses.as_of = (select max(as_of) from results.rpt_feed_status)
    where
        not (statuses.is_fresh and statuses.is_enough)
        and not (statuses.is_optional and not statuses.is_present)
    group by feeds.segment

)

select sizes.segment, sizes.people, sizes.entered, sizes."left", coalesce(late.late_feeds, '[]'::json) as late_feeds
from sizes
left join late
    on sizes.segment = late.segment
