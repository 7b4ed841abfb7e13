-- One row per feed the segment names: how it stood on the newest night.
select
    named.feed,
    coalesce(statuses.is_present, false) as is_present,
    coalesce(statuses.is_fresh and statuses.is_enough, false) as is_fresh,
    coalesce(statuses.is_optional, false) as is_optional
from unnest(%(feeds)s::text[]) as named (feed)
left join staging.stg_landing__feed_status as statuses
    on named.feed = statuses.feed and statuses.as_of = %(as_of)s
order by named.feed
