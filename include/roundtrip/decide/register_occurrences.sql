insert into crm.occurrence as o (campaign_id, occurrence_on, as_of, local_time, timezone)
select campaign_id, as_of, as_of, local_time, timezone
from jsonb_populate_recordset(null::crm.occurrence, cast(:rows as jsonb))
on conflict (campaign_id, occurrence_on) do update set local_time = excluded.local_time, timezone = excluded.timezone
-- once people were decided about, the time they were decided for stands
where not exists (
    select from crm.decision d where d.campaign_id = o.campaign_id and d.occurrence_on = o.occurrence_on
)
