select active_on as day, count(*) as people, sum(events) as events
from marts.fct_user_day
where events > 0
group by active_on
