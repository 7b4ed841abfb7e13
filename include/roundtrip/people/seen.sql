-- Identifiers and addresses of new rows, and the user they were seen with.
insert into seen (user_id, kind, value, first_batch_id)
select {user_id}, {kind}, {value}, min(batch_id)
from {raw}
where batch_id > %(after)s and batch_id <= %(through)s and {value} is not null
group by 1, 3
