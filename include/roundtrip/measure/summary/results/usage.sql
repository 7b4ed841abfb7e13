-- One row per day of the last four weeks: people active in the app, their sessions, and orders of app and stores.
select day, active_people, sessions, orders, revenue_minor
from results.rpt_usage_daily
where day between :as_of - 28 and :as_of - 1
order by day
