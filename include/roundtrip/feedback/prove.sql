-- A message nobody was sure of and somebody reports about did go out. `dropped` proves nothing: the provider took it and
-- let it fall.
with proved as (
    select m.message_id, m.occurrence_on
    from crm.message as m
    where m.message_id = any(cast(:message_ids as uuid[]))
        and m.state in ('uncertain', 'presumed_unsent')
        and exists (select from crm.feedback as f where f.message_id = m.message_id and f.kind <> 'dropped')
    order by m.message_id
    for update
)

update crm.message as m
set state = 'accepted', state_reason = 'proved by feedback', state_at = :now
from proved
where m.message_id = proved.message_id
    and m.occurrence_on = proved.occurrence_on
