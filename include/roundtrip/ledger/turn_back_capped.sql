update crm.message m
set state = 'suppressed', state_reason = 'capped', state_at = :now
where m.message_id = any (cast(:ids as uuid [])) and m.occurrence_on = any (:days)
