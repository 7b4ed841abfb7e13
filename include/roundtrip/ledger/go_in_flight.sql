update crm.message m
set state = 'in_flight', state_reason = null, state_at = :now
where m.message_id = any (:ids) and m.occurrence_on = any (:days)
returning m.message_id
