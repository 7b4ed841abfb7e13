with judged as materialized (
    select n.message_id, n.occurrence_on, n.why from crm.why_not(:ids, :days) n where n.why is not null
)
update crm.message m
set state = case when j.why in ('halted', 'paused', 'not_approved') then 'planned' else 'suppressed' end,
    state_reason = j.why,
    state_at = :now
from judged j
where m.message_id = j.message_id and m.occurrence_on = j.occurrence_on
returning m.message_id
