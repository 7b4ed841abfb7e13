select day, count(distinct person_id) as people, count(*) as events
from identified_event
where person_id is not null
group by day
