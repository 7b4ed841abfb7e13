-- Those who are one since tonight were each asked for themselves: where the last word of any was no, the person's is no, as of
-- the last word of all, so that no older yes outlives it and a later one counts.
with kin as (
    select into_person_id as person_id, from_person_id as was from merging
    union
    select into_person_id, into_person_id from merging
),
statement as (
    select kin.person_id, kin.was, said.channel, said.topic, said.is_granted, said.effective_at
    from kin
    inner join crm.consent as said on said.person_id = kin.was
),
word as (
    select distinct on (asked.person_id, asked.channel, asked.topic, statement.was)
        asked.person_id, asked.channel, asked.topic, statement.is_granted, statement.effective_at
    from (select distinct person_id, channel, topic from statement) as asked
    inner join statement
        on statement.person_id = asked.person_id
        and statement.channel = asked.channel
        and statement.topic in (asked.topic, '*')
    order by asked.person_id, asked.channel, asked.topic, statement.was, statement.effective_at desc, statement.is_granted asc
)
insert into crm.consent (person_id, channel, topic, is_granted, effective_at, source, known_as_of)
select person_id, channel, topic, false, max(effective_at), 'merge', {as_of}::date
from word
group by person_id, channel, topic
having bool_or(not is_granted) and max(effective_at) filter (where is_granted) > max(effective_at) filter (where not is_granted)
on conflict do nothing
