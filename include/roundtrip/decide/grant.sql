update crm.approval
set is_granted = :is_granted, decided_by = :by, decided_at = clock_timestamp()
where campaign_id = :campaign_id and occurrence_on = :occurrence_on and is_granted is null
