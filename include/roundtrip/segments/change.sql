-- One row: how many are found, and how that differs from the night before.
with members as (

    select distinct person_id from pg_temp.previewed

),

history as (

    select person_id, entered_on, left_on
    from segments.segment_membership
    where segment = %(segment)s and entered_on < %(as_of)s

),

former as (

    select person_id
    from history
    where left_on is null or left_on >= %(as_of)s

)

select
    count(members.person_id) as people,
    exists (select 1 from history) as has_history,
    count(*) filter (where former.person_id is null) as entered,
    count(*) filter (where members.person_id is null) as "left"
from members
full outer join former
    on members.person_id = former.person_id
