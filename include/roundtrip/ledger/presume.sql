update crm.message m
set state = 'presumed_unsent', state_reason = 'no word of it', state_at = :now
from (
    select message_id, occurrence_on from crm.message
    where is_in_doubt and state_at < cast(:now as timestamptz) - cast(:uncertain_for as interval)
    order by message_id for update skip locked
) unheard
where m.message_id = unheard.message_id and m.occurrence_on = unheard.occurrence_on
