with cohort as (
    select person_id, min(active_on) as began_on from marts.fct_user_day where events > 0 group by person_id
)

select cohort.began_on, days.active_on - cohort.began_on as nth, count(*) as people
from cohort
join marts.fct_user_day as days using (person_id)
where days.events > 0 and days.active_on - cohort.began_on in (0, 1, 3, 7, 14, 30)
group by 1, 2
