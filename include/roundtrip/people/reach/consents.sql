-- Nothing was said after the night began: a clock that runs ahead must not outlive a refusal that comes tomorrow.
insert into crm.consent (person_id, channel, topic, is_granted, effective_at, source, known_as_of)
select distinct
    coalesce(merging.from_person_id, statement.person_id),
    statement.channel,
    statement.topic,
    statement.is_granted,
    least(statement.stated_at, {night_began_at}),
    statement.source,
    {as_of}::date
from (
    select line.channel, line.topic, line.is_granted, line.stated_at, line.source, {person} as person_id, {decided_by} as identifier_id
    from {raw} as line
    {joins}
    where line.batch_id > {after} and line.batch_id <= {through}
) as statement
left join verdict on verdict.identifier_id = statement.identifier_id
left join merging on merging.from_person_id = verdict.old_person_id and merging.into_person_id = statement.person_id
where statement.person_id is not null
on conflict do nothing
