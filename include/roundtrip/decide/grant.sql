-- An answer is about the content as it is now; what was asked about an earlier one is void.
update crm.approval a
set is_granted = :is_granted, decided_by = :by, decided_at = clock_timestamp()
from crm.campaign c
where c.campaign_id = a.campaign_id and a.definition_hash in (c.definition_hash, '')
  and a.campaign_id = :campaign_id and a.occurrence_on = :occurrence_on and a.is_granted is null
