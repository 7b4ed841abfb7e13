-- A dead address is dead for everybody who has it.
with dead as (
    select p.kind, p.address_hash, min(g.reason) as reason
    from unnest(cast(:ids as uuid []), cast(:contact_point_ids as bigint []), cast(:dead as text [])) as g (message_id, contact_point_id, reason)
    join crm.message m using (message_id)
    join crm.contact_point p on p.contact_point_id = coalesce(g.contact_point_id, m.contact_point_id)
    where g.reason is not null and m.owner = :owner and m.state in ('in_flight', 'uncertain', 'presumed_unsent') and m.occurrence_on = any (cast(:days as date []))
    group by p.kind, p.address_hash
)
update crm.contact_point p
set is_active = false, disabled_reason = d.reason
from dead d
where p.kind = d.kind and p.address_hash = d.address_hash and p.is_active
