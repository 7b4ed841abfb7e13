-- What people said before they turned out to be somebody else holds for who they are, at the time they said it.
insert into crm.consent (person_id, channel, topic, is_granted, effective_at, source, known_as_of)
select distinct merging.into_person_id, said.channel, said.topic, said.is_granted, said.effective_at, 'merge', {as_of}::date
from merging
inner join crm.consent as said on said.person_id = merging.from_person_id
on conflict do nothing
