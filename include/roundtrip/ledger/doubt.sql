update crm.message m
set state = 'uncertain', state_reason = 'lease ran out', state_at = :now
from (
    select message_id, occurrence_on from crm.message
    where state = 'in_flight' and lease_until < clock_timestamp()
    order by message_id for update skip locked
) lost
where m.message_id = lost.message_id and m.occurrence_on = lost.occurrence_on
