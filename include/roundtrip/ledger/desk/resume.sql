update crm.campaign_halt set lifted_at = clock_timestamp()
where campaign_id = :campaign_id and lifted_at is null
