-- What is not settled, and what came of the last two days.
select
    m.channel, m.campaign_id, m.state, count(*) as messages, min(m.send_after) as first_due_at, max(m.state_at) as latest_at,
    count(*) filter (where m.lease_until < clock_timestamp() and m.state in ('claimed', 'in_flight')) as abandoned
from crm.message m
where m.mode <> 'shadow'
  and m.occurrence_on >= cast(:now as timestamptz)::date - 31
  and (m.state in ('planned', 'claimed', 'in_flight', 'uncertain') or m.state_at > cast(:now as timestamptz) - interval '2 days')
group by m.channel, m.campaign_id, m.state
order by m.channel, m.campaign_id, array_position(
    array['planned', 'claimed', 'in_flight', 'accepted', 'rejected', 'uncertain', 'presumed_unsent', 'suppressed', 'expired'], m.state
)
