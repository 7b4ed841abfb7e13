-- A dead address is dead for everybody who has it.
with given as (
    select * from jsonb_to_recordset(cast(:outcomes as jsonb))
        as o (message_id uuid, contact_point_id bigint, disable_contact_point text)
),
dead as (
    select p.kind, p.address_hash, min(g.disable_contact_point) as reason
    from given g
    join crm.message m using (message_id)
    join crm.contact_point p on p.contact_point_id = coalesce(g.contact_point_id, m.contact_point_id)
    where g.disable_contact_point is not null and m.message_id = any (:ids) and m.occurrence_on = any (:days)
    group by p.kind, p.address_hash
)
update crm.contact_point p
set is_active = false, disabled_reason = d.reason
from dead d
where p.kind = d.kind and p.address_hash = d.address_hash and p.is_active
