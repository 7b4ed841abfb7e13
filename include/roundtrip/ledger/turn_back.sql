with judged as materialized (
    select m.message_id, m.occurrence_on, case when m.not_after < :now then 'expired' else crm.why_not(m) end as why
    from crm.message m
    where m.message_id = any (cast(:ids as uuid [])) and m.state = 'claimed' and m.owner = :owner and m.lease_until >= clock_timestamp()
)
update crm.message m
set state = case
        when j.why in ('halted', 'paused') then 'planned'
        when j.why = 'expired' then 'expired'
        else 'suppressed'
    end,
    state_reason = j.why,
    state_at = :now
from judged j
where m.message_id = j.message_id and m.occurrence_on = j.occurrence_on and j.why is not null
