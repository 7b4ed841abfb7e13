-- An address its row no longer states is out of use; of a person merged away all are, and live on with the survivor.
update crm.contact_point as former
set
    is_active = false,
    disabled_reason = case when former.person_id in (select from_person_id from merging) then 'merged' else 'replaced' end
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
