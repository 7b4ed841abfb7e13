-- A push token is one installation: it belongs to whom it was seen with last. An e-mail address may be a family's.
update crm.contact_point as former
set
    is_active = false,
    disabled_reason = 'moved'
from crm.contact_point as latest
where
    former.kind = 'push_token'
    and former.is_active
    and latest.kind = former.kind
    and latest.address_hash = former.address_hash
    and latest.is_active
    and (latest.seen_at, latest.contact_point_id) > (former.seen_at, former.contact_point_id)
    and former.address_hash in (select stated.address_hash from stated)
