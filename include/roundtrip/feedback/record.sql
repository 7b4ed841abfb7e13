-- One body of facts, in one statement: each fact about a message of ours, and what follows from it for the person and the
-- address. A repeat changes nothing, and no order matters: of several words about an address the earliest stands. Sorted, so
-- that two bodies with the same facts cannot wait for each other. An account speaks for its own messages only.
with given as (
    select
        f.feedback_id, f.message_id, f.kind, f.is_machine, f.refuses, f.suppresses,
        -- nothing is known to happen more than a day from now: a clock that runs ahead must not outlive a later word
        least(f.occurred_at, cast(:now as timestamptz) + interval '1 day') as occurred_at
    from jsonb_to_recordset(cast(:facts as jsonb)) as f (
        feedback_id text, message_id uuid, kind text, is_machine boolean, occurred_at timestamptz, refuses text, suppresses text
    )
),

fact as (
    select given.*, m.person_id, m.channel, m.topic, m.address_hash
    from given
    inner join crm.message as m on given.message_id = m.message_id
    where cast(:sent_by as text) is null or (m.channel in ('in_app', 'feed') and m.address_hash = :sent_by)
    order by given.feedback_id, given.occurred_at
),

recorded as (
    insert into crm.feedback
        (provider, feedback_id, message_id, kind, is_machine, occurred_at, webhook_body_id, known_as_of)
    select cast(:provider as text), feedback_id, message_id, kind, is_machine, occurred_at, cast(:body_id as bigint), cast(:known_as_of as date)
    from fact
    on conflict do nothing
    returning feedback_id
),

-- Whoever opens the mailbox said it, for everybody who is written to there: it knows no persons.
refused as (
    insert into crm.consent (person_id, channel, topic, is_granted, effective_at, source, known_as_of)
    select
        reader.person_id, fact.channel, case fact.refuses when 'topic' then fact.topic else '*' end, false, fact.occurred_at,
        cast(:provider as text) || ':' || fact.kind, cast(:known_as_of as date)
    from fact
    cross join lateral (
        select fact.person_id
        union
        select point.person_id from crm.contact_point as point where point.address_hash = fact.address_hash and point.is_active
    ) as reader (person_id)
    where fact.refuses is not null
    order by reader.person_id, fact.occurred_at
    on conflict do nothing
    returning consent_id
),

suppressed as (
    insert into crm.suppression as known (address_hash, channel, reason, effective_at, source, known_as_of)
    select distinct on (address_hash, channel)
        address_hash, channel, suppresses, occurred_at, cast(:provider as text), cast(:known_as_of as date)
    from fact
    where suppresses is not null
    order by address_hash, channel, occurred_at, suppresses
    on conflict (address_hash, channel) do update set
        reason = excluded.reason,
        effective_at = excluded.effective_at,
        source = excluded.source,
        known_as_of = least(known.known_as_of, excluded.known_as_of)
    where (excluded.effective_at, excluded.reason, excluded.source) < (known.effective_at, known.reason, known.source)
    returning address_hash
)

select
    (select count(*) from recorded) as recorded,
    (select count(*) from refused) as refused,
    (select count(*) from suppressed) as suppressed,
    (select count(*) from fact) - (select count(*) from recorded) as repeated,
    (select count(*) from given) - (select count(*) from fact) as "foreign"
