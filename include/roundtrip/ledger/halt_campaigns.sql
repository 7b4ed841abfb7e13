insert into crm.campaign_halt (campaign_id, platform, reason)
select distinct on (m.campaign_id, g.platform) m.campaign_id, g.platform, g.reason
from unnest(cast(:ids as uuid []), cast(:halts as text []), cast(:halted_platforms as text [])) as g (message_id, reason, platform)
join crm.message m using (message_id)
where g.reason is not null and m.owner = :owner and m.state in ('in_flight', 'uncertain', 'presumed_unsent') and m.occurrence_on = any (cast(:days as date []))
order by m.campaign_id, g.platform, g.reason
on conflict do nothing
