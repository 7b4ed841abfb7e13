with placed as materialized (
    select message_id from crm.take_cap_slots(:ids, :days) message_id
)
update crm.message m
set state = 'suppressed', state_reason = 'capped', state_at = :now
where m.message_id = any (:ids) and m.occurrence_on = any (:days) and m.state = 'claimed' and m.message_id not in (select message_id from placed)
