select campaign_id, kind from crm.campaign
