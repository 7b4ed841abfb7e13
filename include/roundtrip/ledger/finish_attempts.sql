-- An attempt gets its outcome once: a second record finds none that is open.
update crm.attempt a
set outcome = g.verdict, finished_at = clock_timestamp(), provider_message_id = g.provider_message_id,
    provider_batch_id = g.provider_batch_id, error_code = g.error_code, error = g.error
from jsonb_to_recordset(cast(:outcomes as jsonb)) as g (
    message_id uuid, contact_point_id bigint, verdict text, provider_message_id text, provider_batch_id text, error_code text, error text
)
join crm.message m using (message_id)
where m.message_id = any (:ids)
  and m.occurrence_on = any (:days)
  and (m.state = 'in_flight' or g.verdict = 'accepted')
  and a.message_id = m.message_id
  and a.occurrence_on = m.occurrence_on
  and a.number = m.attempts
  and a.contact_point_id = coalesce(g.contact_point_id, m.contact_point_id)
  and a.outcome is null
