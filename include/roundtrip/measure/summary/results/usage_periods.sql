-- One row per week of the last twelve and month of the last three, the ones that are not over included.
select 'week' as period, period_start, days, active_users as active_people, new_users as new_people, active_days, sessions,
    session_seconds
from results.rpt_usage_weekly
where dimension = 'total' and period_start between :as_of - 84 and :as_of - 1
union all
select 'month', period_start, days, active_users, new_users, active_days, sessions, session_seconds
from results.rpt_usage_monthly
where dimension = 'total' and period_start between :as_of - 93 and :as_of - 1
order by period, period_start
