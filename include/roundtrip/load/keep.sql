insert into {raw} ({columns})
select {staged}
from stage as new{only_fresh}
