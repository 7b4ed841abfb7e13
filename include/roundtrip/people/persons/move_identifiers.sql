update crm.identifier as known
set person_id = verdict.person_id, standing = verdict.standing
from verdict
where
    known.identifier_id = verdict.identifier_id
    and not verdict.is_new
    and (verdict.person_id is distinct from verdict.old_person_id or verdict.standing <> verdict.old_standing)
