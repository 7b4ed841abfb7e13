-- A report may come before anybody doubts: while the message is still in flight, or in the very moment in which its lease runs
-- out. Feedback itself proves only what is in doubt when it comes (feedback/prove.sql).
update crm.message m
set state = 'accepted', state_reason = 'proved by feedback', state_at = :now
from (
    select d.message_id, d.occurrence_on from crm.message d
    where d.is_in_doubt and crm.is_proved_by_feedback(d)
    order by d.message_id for update skip locked
) proved
where m.message_id = proved.message_id and m.occurrence_on = proved.occurrence_on
