update crm.message as m
set
    state = case when placed.is_there then 'accepted' else 'planned' end,
    state_reason = case when placed.is_there then 'its row is in the inbox' else 'its row was never placed' end,
    state_at = :now
from (
    select p.message_id, p.occurrence_on, exists (select from crm.inbox as i where i.message_id = p.message_id) as is_there
    from crm.message as p
    where p.message_id = any(cast(:ids as uuid []))
) as placed
where
    m.message_id = placed.message_id
    and m.occurrence_on = placed.occurrence_on
    and (placed.is_there or m.state = 'in_flight')
