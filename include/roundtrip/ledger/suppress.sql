update crm.message m
set state = 'suppressed', state_reason = given.reason, state_at = :now
from unnest(cast(:ids as uuid []), cast(:reasons as text [])) given (message_id, reason)
where m.message_id = given.message_id and m.state = 'claimed' and m.owner = :owner
