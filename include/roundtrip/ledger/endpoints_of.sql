-- Of messages for all devices: where else they may go; the device seen last first.
select e.message_id, e.contact_point_id, a.address, e.platform
from crm.live_endpoint e
join crm.address a using (address_hash)
where e.message_id = any (cast(:ids as uuid [])) and e.occurrence_on = any (:days)
order by e.message_id, e.seen_at desc, e.contact_point_id
