update crm.message m
set state = 'in_flight', state_reason = null, state_at = :now
where m.message_id = any (cast(:ids as uuid [])) and m.state = 'claimed' and m.owner = :owner and m.lease_until >= clock_timestamp()
returning m.message_id
