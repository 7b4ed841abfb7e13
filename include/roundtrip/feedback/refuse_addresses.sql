-- Somebody wants no more on this address, whoever of those who share it that was.
insert into crm.suppression (address_hash, channel, reason, effective_at, source, known_as_of)
select address_hash, channel, 'unsubscribed', at, source, cast(:known_as_of as date)
from jsonb_to_recordset(cast(:refusals as jsonb)) as refusal (address_hash text, channels text [], at timestamptz, source text)
cross join unnest(refusal.channels) as channel
order by address_hash, channel
on conflict do nothing
