update crm.message m
set state = 'expired', state_reason = 'too late', state_at = :now
from (
    select p.message_id, p.occurrence_on
    from crm.waiting w
    join crm.message p using (message_id, occurrence_on)
    where w.not_after < :now and p.state = 'planned'
    order by p.message_id for update of p skip locked
) late
where m.message_id = late.message_id and m.occurrence_on = late.occurrence_on
