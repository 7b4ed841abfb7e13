-- Newcomers who share something take the smallest unit among them; repeated until nothing changes. A unit we knew is always
-- smaller than a new one, as ids only grow; who parted from somebody keeps theirs.
update minted
set unit_id = smallest.unit_id
from (
    select mine.person_id, min(theirs.unit_id) as unit_id
    from bond as mine
    inner join bond as shared on shared.thing = mine.thing
    inner join minted as theirs on theirs.person_id = shared.person_id
    group by mine.person_id
) as smallest
where
    minted.person_id = smallest.person_id
    and smallest.unit_id < minted.unit_id
    and minted.person_id not in (select becomes.person_id from becomes where becomes.is_new and becomes.unit_id is not null)
