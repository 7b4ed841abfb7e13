-- An attempt gets its outcome once: a second record finds none that is open.
with given as (
    select * from jsonb_to_recordset(cast(:outcomes as jsonb))
        as o (message_id uuid, verdict text, provider_message_id text, error_code text, error text)
)
update crm.attempt a
set outcome = g.verdict, finished_at = clock_timestamp(), provider_message_id = g.provider_message_id,
    error_code = g.error_code, error = g.error
from given g
join crm.message m using (message_id)
where m.owner = :owner
  and (m.state = 'in_flight' or (m.state in ('uncertain', 'presumed_unsent') and g.verdict = 'accepted'))
  and a.message_id = m.message_id
  and a.occurrence_on = m.occurrence_on
  and a.number = m.attempts
  and a.outcome is null
