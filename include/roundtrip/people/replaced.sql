-- An address its row no longer states is out of use.
update crm.contact_point as former
set
    is_active = false,
    disabled_reason = 'replaced'
from affected
where
    former.kind = affected.kind
    and former.person_id = affected.person_id
    and former.is_active
    and not exists (
        select from stated
        where
            stated.kind = former.kind
            and stated.person_id = former.person_id
            and stated.address_hash = former.address_hash
    )
