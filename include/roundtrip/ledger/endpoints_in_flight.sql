select a.message_id, array_agg(a.contact_point_id) as contact_point_ids
from crm.attempt a
join crm.message m using (message_id, occurrence_on)
where m.owner = :owner and m.state = 'in_flight' and m.message_id = any (cast(:ids as uuid [])) and a.number = m.attempts
group by a.message_id
