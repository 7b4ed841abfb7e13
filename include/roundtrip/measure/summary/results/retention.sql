-- One row per number of days: of everybody whose first day lies so far back, who came back on it, and on it or later.
select
    day_number, sum(people) as people, sum(returned_people) as returned, sum(returned_later_people) as returned_later
from results.rpt_retention
where dimension = 'total' and is_mature and as_of = :as_of
group by day_number
order by day_number
