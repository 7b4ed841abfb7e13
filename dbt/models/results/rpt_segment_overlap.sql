with members as (

    select
        segment,
        person_id
    from {{ ref('segment_membership') }}
    where left_on is null

),

sizes as (

    select
        segments.segment,
        count(members.person_id) as people
    from (select distinct feeds.segment from {{ ref('segment_feed') }} as feeds) as segments
    left join members
        on segments.segment = members.segment
    group by segments.segment

),

met as (

    select
        members.segment,
        others.segment as other_segment,
        count(*) as people_in_both
    from members
    inner join members as others
        on members.person_id = others.person_id and members.segment <> others.segment
    group by members.segment, others.segment

)

select
    sizes.segment,
    others.segment as other_segment,
    sizes.people,
    others.people as other_people,
    coalesce(met.people_in_both, 0) as people_in_both,
    {{ stated('true') }}
from sizes
inner join sizes as others
    on sizes.segment <> others.segment
left join met
    on sizes.segment = met.segment and others.segment = met.other_segment
