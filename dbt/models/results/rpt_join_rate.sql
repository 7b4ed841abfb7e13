with feed_people as (

    select * from {{ ref('int_feed_person') }}

),

people as (

    select
        feed,
        count(*) as people
    from feed_people
    group by feed

),

met as (

    select
        here.feed,
        there.feed as other_feed,
        count(*) as people_in_both
    from feed_people as here
    inner join feed_people as there
        on here.person_id = there.person_id and here.feed <> there.feed
    group by here.feed, there.feed

)

select
    people.feed,
    others.feed as other_feed,
    people.people,
    coalesce(met.people_in_both, 0) as people_in_both,
    {{ stated('true') }}
from people
inner join people as others
    on people.feed <> others.feed
left join met
    on people.feed = met.feed and others.feed = met.other_feed
