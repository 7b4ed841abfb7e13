-- One row per file that was refused tonight as a whole: line 0 of the quarantine.
select feed, file, reason
from raw.quarantine
where known_as_of = :as_of and line = 0
order by feed, file
