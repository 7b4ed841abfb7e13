-- People whose addresses may have changed: those that any version of a touched row names, today's and yesterday's.
insert into affected (kind, person_id)
select distinct
    {kind},
    person.person_id
from {raw} as version
inner join crm.identifier as person on person.kind = 'user_id' and version.{user_id} = person.value
where
    ({key}) in (select {key} from {raw} where batch_id > %(after)s and batch_id <= %(through)s)
on conflict do nothing
