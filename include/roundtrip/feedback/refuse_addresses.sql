-- Somebody wants no more on this address, whoever of those who share it that was. The message they answered is the last one
-- that went there: it is the one they are counted as unsubscribed from.
with refusal as (
    select address_hash, channels, at, source
    from jsonb_to_recordset(cast(:refusals as jsonb)) as r (address_hash text, channels text [], at timestamptz, source text)
),

answered as (
    select distinct on (refusal.address_hash, message.channel) message.message_id, refusal.at
    from refusal
    inner join crm.contact_point as point on refusal.address_hash = point.address_hash
    inner join crm.message as message
        on
            point.person_id = message.person_id
            and refusal.address_hash = message.address_hash
            and message.channel = any(refusal.channels)
            and message.sent_at <= refusal.at
    order by refusal.address_hash asc, message.channel asc, message.sent_at desc, message.message_id asc
),

told as (
    insert into crm.feedback (provider, feedback_id, message_id, kind, occurred_at, webhook_body_id, known_as_of)
    select cast(:provider as text), 'stop:' || message_id, message_id, 'unsubscribed', at, cast(:body_id as bigint), cast(:known_as_of as date)
    from answered
    on conflict do nothing
)

-- Of several words about an address the earliest stands, as in record.sql.
insert into crm.suppression as known (address_hash, channel, reason, effective_at, source, known_as_of)
select distinct on (address_hash, channel) address_hash, channel, 'unsubscribed', at, source, cast(:known_as_of as date)
from refusal
cross join unnest(refusal.channels) as channel
order by address_hash asc, channel asc, at asc, source asc
on conflict (address_hash, channel) do update set
    reason = excluded.reason,
    effective_at = excluded.effective_at,
    source = excluded.source,
    known_as_of = least(known.known_as_of, excluded.known_as_of)
where (excluded.effective_at, excluded.reason, excluded.source) < (known.effective_at, known.reason, known.source)
