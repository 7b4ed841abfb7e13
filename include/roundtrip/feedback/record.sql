-- One body of facts, in one statement: each fact about a message of ours, and what follows from it for the person and
-- the address. A repeat changes nothing. Sorted, so that two bodies with the same facts cannot wait for each other.
with fact as (
    select
        f.feedback_id, f.message_id, f.kind, f.is_machine, f.occurred_at, f.refuses, f.suppresses,
        m.person_id, m.channel, m.topic, m.address_hash
    from jsonb_to_recordset(cast(:facts as jsonb)) as f (
        feedback_id text, message_id uuid, kind text, is_machine boolean, occurred_at timestamptz, refuses text, suppresses text
    )
    inner join crm.message as m on f.message_id = m.message_id
    order by f.feedback_id, f.occurred_at
),

recorded as (
    insert into crm.feedback
        (provider, feedback_id, message_id, kind, is_machine, occurred_at, webhook_body_id, known_as_of)
    select cast(:provider as text), feedback_id, message_id, kind, is_machine, occurred_at, cast(:body_id as bigint), cast(:known_as_of as date)
    from fact
    on conflict do nothing
    returning feedback_id
),

refused as (
    insert into crm.consent (person_id, channel, topic, is_granted, effective_at, source, known_as_of)
    select
        person_id, channel, case refuses when 'topic' then topic else '*' end, false, occurred_at,
        cast(:provider as text) || ':' || kind, cast(:known_as_of as date)
    from fact
    where refuses is not null
    on conflict do nothing
    returning consent_id
),

suppressed as (
    insert into crm.suppression (address_hash, channel, reason, effective_at, source, known_as_of)
    select address_hash, channel, suppresses, occurred_at, cast(:provider as text), cast(:known_as_of as date)
    from fact
    where suppresses is not null
    on conflict do nothing
    returning address_hash
)

select
    (select count(*) from recorded) as recorded,
    (select count(*) from refused) as refused,
    (select count(*) from suppressed) as suppressed
