-- One row per segment of the newest night that shares people with this one, most first.
select
    others.segment,
    count(*) as people,
    count(found.person_id) as people_in_both
from segments.segment_membership as others
left join (select distinct person_id from pg_temp.previewed) as found
    on others.person_id = found.person_id
where others.left_on is null and others.segment <> %(segment)s
group by others.segment
having count(found.person_id) > 0
order by people_in_both desc, others.segment
limit %(overlaps)s
