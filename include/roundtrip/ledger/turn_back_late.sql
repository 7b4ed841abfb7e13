update crm.message m
set state = 'expired', state_reason = 'expired', state_at = :now
where m.message_id = any (:ids) and m.occurrence_on = any (:days) and m.not_after < :now
returning m.message_id
