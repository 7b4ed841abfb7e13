-- One row: how many people are known, and how many this night brought.
select count(*) as known, count(*) filter (where known_as_of = :as_of) as new
from crm.person
where known_as_of <= :as_of
