with declared as (
    select cap_id, channel, days, most from jsonb_populate_recordset(null::crm.cap, cast(:rows as jsonb))
),
left_the_file as (
    update crm.cap c set is_current = false where c.is_current and c.cap_id not in (select cap_id from declared)
)
insert into crm.cap (cap_id, channel, days, most)
select cap_id, channel, days, most from declared
on conflict (cap_id) do update set
    channel = excluded.channel,
    days = excluded.days,
    most = excluded.most,
    is_current = true
