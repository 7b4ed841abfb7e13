insert into crm.person (person_id, unit_id, known_as_of)
select person_id, unit_id, {as_of}
from minted
