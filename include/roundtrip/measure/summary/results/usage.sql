-- One row per day of the last four weeks: people active in the app, their sessions, and orders of app and stores.
select period_start as day, active_users as active_people, new_users as new_people, sessions, orders, revenue_minor
from results.rpt_usage_daily
where dimension = 'total' and period_start between :as_of - 28 and :as_of - 1
order by period_start
