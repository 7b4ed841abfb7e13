-- A newcomer who shares something with people we know joins the oldest of their units.
update minted
set unit_id = coalesce(minted.unit_id, shared.unit_id, minted.person_id)
from minted as newcomer
left join (
    select mine.person_id, min(known.unit_id) as unit_id
    from bond as mine
    inner join bond as theirs on theirs.thing = mine.thing
    inner join crm.person as known on known.person_id = theirs.person_id
    group by mine.person_id
) as shared on shared.person_id = newcomer.person_id
where minted.person_id = newcomer.person_id
