-- What hangs on an account is that account's person's: of several the nearest one's, of equally near ones the first seen.
insert into labelled (identifier_id, label, hop)
select distinct on (tie.with_identifier_id) tie.with_identifier_id, near.label, near.hop + 1
from labelled as near
inner join tie on tie.identifier_id = near.identifier_id
where
    near.hop = (select max(hop) from labelled)
    and not exists (select from labelled as done where done.identifier_id = tie.with_identifier_id)
order by tie.with_identifier_id, tie.known_as_of, tie.first_seen_at, near.label
