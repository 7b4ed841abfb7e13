-- An identifier that parts from one person and comes to another takes along the no that was last stated by it: whoever said no by
-- an address is not written to there, whosever it turns out to be. A yes stays with whom it was said for.
with moved as (
    select verdict.identifier_id, verdict.kind, verdict.value, verdict.person_id
    from verdict
    where
        verdict.person_id <> verdict.old_person_id
        and not exists (
            select from merging
            where merging.from_person_id = verdict.old_person_id and merging.into_person_id = verdict.person_id
        )
),
word as (
    select distinct on (moved.identifier_id, statement.channel, statement.topic)
        moved.person_id,
        statement.channel,
        statement.topic,
        statement.is_granted,
        least(statement.stated_at, {night_began_at}) as effective_at,
        statement.source
    from (
        select line.channel, line.topic, line.is_granted, line.stated_at, line.source, {decided_by} as identifier_id
        from {raw} as line
        {joins}
        where line.batch_id <= {through} and ({is_named_by_moved})
    ) as statement
    inner join moved using (identifier_id)
    order by moved.identifier_id, statement.channel, statement.topic, statement.stated_at desc, statement.is_granted asc
)
insert into crm.consent (person_id, channel, topic, is_granted, effective_at, source, known_as_of)
select distinct person_id, channel, topic, false, effective_at, source, {as_of}::date
from word
where not is_granted
on conflict do nothing
