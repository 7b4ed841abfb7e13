with held as materialized (
    select m.message_id, m.occurrence_on
    from crm.message m
    where m.message_id = any (cast(:ids as uuid [])) and m.state = 'claimed' and m.owner = :owner and m.lease_until >= clock_timestamp()
),
placed as materialized (
    select message_id from crm.take_cap_slots((select coalesce(array_agg(h.message_id), '{}') from held h)) message_id
)
update crm.message m
set state = 'suppressed', state_reason = 'capped', state_at = :now
from held h
where m.message_id = h.message_id and m.occurrence_on = h.occurrence_on and h.message_id not in (select message_id from placed)
