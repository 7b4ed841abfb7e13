with active as (
    select distinct person_id, day from identified_event where person_id is not null
),

cohort as (
    select person_id, min(day) as began_on from active group by person_id
)

select cohort.began_on, active.day - cohort.began_on as nth, count(*) as people
from cohort
join active using (person_id)
where active.day - cohort.began_on in (0, 1, 3, 7, 14, 30)
group by all
