-- One row per campaign, channel and kind of feedback: messages it was reported for, machines apart from people.
select m.campaign_id, m.channel, f.kind, f.is_machine, count(distinct f.message_id) as messages
from crm.feedback as f
join crm.message as m using (message_id)
where f.known_as_of <= :as_of
group by m.campaign_id, m.channel, f.kind, f.is_machine
order by m.campaign_id, m.channel, f.kind, f.is_machine
