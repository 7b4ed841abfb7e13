-- An attempt gets its outcome once: a second record finds none that is open.
update crm.attempt a
set outcome = g.verdict, finished_at = clock_timestamp(), provider_message_id = g.provider_message_id,
    provider_batch_id = g.provider_batch_id, error_code = g.error_code, error = g.error
from unnest(
    cast(:message_ids as uuid []), cast(:contact_point_ids as bigint []), cast(:verdicts as text []), cast(:provider_message_ids as text []),
    cast(:provider_batch_ids as text []), cast(:error_codes as text []), cast(:errors as text [])
) as g (message_id, contact_point_id, verdict, provider_message_id, provider_batch_id, error_code, error)
join crm.message m using (message_id)
where m.message_id = any (:ids)
  and m.occurrence_on = any (:days)
  and (m.state = 'in_flight' or g.verdict = 'accepted')
  and a.message_id = m.message_id
  and a.occurrence_on = m.occurrence_on
  and a.number = m.attempts
  and a.contact_point_id = coalesce(g.contact_point_id, m.contact_point_id)
  and a.outcome is null
