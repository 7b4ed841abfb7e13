update crm.message m
set state = 'expired', state_reason = 'too late', state_at = :now
from (
    select message_id, occurrence_on from crm.message
    where state = 'planned' and mode <> 'shadow' and not_after < :now
    order by message_id for update skip locked
) late
where m.message_id = late.message_id and m.occurrence_on = late.occurrence_on
