with declared as (
    select campaign_id, step_id, position, channel, devices, delay, variants
    from jsonb_populate_recordset(null::crm.campaign_step, cast(:rows as jsonb))
),
left_the_file as (
    update crm.campaign_step s set is_current = false
    where s.is_current and (s.campaign_id, s.step_id) not in (select campaign_id, step_id from declared)
)
insert into crm.campaign_step (campaign_id, step_id, position, channel, devices, delay, variants)
select campaign_id, step_id, position, channel, devices, delay, variants from declared
on conflict (campaign_id, step_id) do update set
    position = excluded.position,
    channel = excluded.channel,
    devices = excluded.devices,
    delay = excluded.delay,
    variants = excluded.variants,
    is_current = true
