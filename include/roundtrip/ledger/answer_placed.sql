-- Whether its row is in the inbox says for certain what came of the attempt.
update crm.attempt as a
set
    outcome = case when placed.is_there then 'accepted' else 'not_now' end,
    finished_at = clock_timestamp(),
    error_code = case when not placed.is_there then 'not_placed' end
from (
    select m.message_id, m.occurrence_on, m.attempts, exists (select from crm.inbox as i where i.message_id = m.message_id) as is_there
    from crm.message as m
    where m.message_id = any(cast(:ids as uuid [])) and m.state = 'in_flight'
) as placed
where
    a.message_id = placed.message_id
    and a.occurrence_on = placed.occurrence_on
    and a.number = placed.attempts
    and a.outcome is null
