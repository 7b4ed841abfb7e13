-- Every account is somebody. Labels are places in the order of the accounts' values: the same for the same evidence.
create temporary table labelled on commit drop as
select identifier_id, row_number() over (order by value) as label, 0 as hop
from node
where kind = 'user_id';

create unique index on labelled (identifier_id);
analyze labelled
