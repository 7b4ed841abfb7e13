select known.link_id
from unnest(cast(:ids as text []), cast(:targets as text [])) as given (link_id, target)
inner join crm.link as known on given.link_id = known.link_id and given.target <> known.target
