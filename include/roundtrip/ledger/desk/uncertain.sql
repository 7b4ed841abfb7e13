select m.message_id, m.campaign_id, m.step_id, m.channel, m.person_id, m.state, m.sent_at, m.state_reason, a.error_code, a.error
from crm.message m
left join lateral (
    select t.error_code, t.error from crm.attempt t
    where t.message_id = m.message_id and t.occurrence_on = m.occurrence_on
    order by t.number desc, t.contact_point_id limit 1
) a on true
where m.state in ('uncertain', 'presumed_unsent')
  and (cast(:campaign_id as text) is null or m.campaign_id = :campaign_id)
order by m.state_at desc, m.message_id
limit :most
