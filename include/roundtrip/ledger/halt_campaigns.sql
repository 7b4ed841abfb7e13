insert into crm.campaign_halt (campaign_id, platform, reason)
select distinct on (m.campaign_id, g.halt_platform) m.campaign_id, g.halt_platform, g.halt_campaign
from jsonb_to_recordset(cast(:outcomes as jsonb)) as g (message_id uuid, halt_campaign text, halt_platform text)
join crm.message m using (message_id)
where g.halt_campaign is not null and m.message_id = any (:ids) and m.occurrence_on = any (:days)
order by m.campaign_id, g.halt_platform, g.halt_campaign
on conflict do nothing
