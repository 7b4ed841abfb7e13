-- People whose addresses may have changed: those that any version of a touched row names, today's and yesterday's.
insert into affected (kind, person_id)
select distinct {kind}, named.person_id
from {raw} as line
{joins}
cross join lateral unnest(array[{persons}]) as named (person_id)
where
    ({key}) in (select {key} from {raw} as line where line.batch_id > {after} and line.batch_id <= {through})
    and named.person_id is not null
on conflict do nothing
