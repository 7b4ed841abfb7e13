-- What the provider took lately and may still hold back.
select distinct m.channel, a.provider_batch_id
from crm.message m
join crm.attempt a using (message_id, occurrence_on)
where m.campaign_id = :campaign_id and m.sent_at > cast(:now as timestamptz) - interval '72 hours'
  and a.outcome in ('accepted', 'uncertain') and a.provider_batch_id is not null
order by m.channel, a.provider_batch_id
