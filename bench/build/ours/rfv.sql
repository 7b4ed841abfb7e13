select
    person_id,
    max(active_on) filter (where events > 0) as last_on,
    count(*) filter (where events > 0) as days,
    sum(revenue_minor) as value
from marts.fct_user_day
group by person_id
having count(*) filter (where events > 0) > 0
