select m.message_id, m.occurrence_on
from crm.message m
where m.owner = :owner and m.state = 'in_flight' and m.message_id = any (cast(:ids as uuid []))
order by m.message_id
for update
