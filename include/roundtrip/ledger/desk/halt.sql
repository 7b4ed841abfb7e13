insert into crm.campaign_halt (campaign_id, platform, reason)
values (:campaign_id, :platform, :why)
on conflict do nothing
