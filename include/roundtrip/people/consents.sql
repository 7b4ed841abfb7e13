-- Nothing was said after the night began: a clock that runs ahead must not outlive a refusal that comes tomorrow.
insert into crm.consent (person_id, channel, topic, is_granted, effective_at, source, known_as_of)
select distinct
    person.person_id,
    statement.channel,
    statement.topic,
    statement.is_granted,
    least(statement.stated_at, %(night_began_at)s),
    statement.source,
    %(as_of)s::date
from raw.consents as statement
inner join crm.identifier as person on person.kind = 'user_id' and statement.user_id = person.value
where statement.batch_id > %(after)s and statement.batch_id <= %(through)s
on conflict do nothing
