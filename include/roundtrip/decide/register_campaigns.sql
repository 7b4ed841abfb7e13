with declared as (
    select * from jsonb_populate_recordset(null::crm.campaign, cast(:rows as jsonb))
),
-- nothing more goes out for a campaign whose file is gone: what it planned waits, and expires
paused as (
    update crm.campaign c set mode = 'paused'
    where c.mode <> 'paused' and c.campaign_id not in (select campaign_id from declared)
)
insert into crm.campaign as c
select * from declared
on conflict (campaign_id) do update set
    mode = excluded.mode,
    owner = excluded.owner,
    goal = excluded.goal,
    segment = excluded.segment,
    topic = excluded.topic,
    priority = excluded.priority,
    starts_on = excluded.starts_on,
    again_after = excluded.again_after,
    holdout = excluded.holdout,
    audience_min = excluded.audience_min,
    audience_max = excluded.audience_max,
    needs_approval = excluded.needs_approval,
    success_event = excluded.success_event,
    success_value = excluded.success_value,
    success_within = excluded.success_within,
    exit_event = excluded.exit_event,
    definition_hash = excluded.definition_hash,
    registered_as_of = excluded.registered_as_of
