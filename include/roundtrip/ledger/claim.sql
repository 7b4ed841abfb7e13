with campaign as materialized (
    -- what crm.why_not would send back to planned
    select c.campaign_id, c.mode, c.needs_approval, c.definition_hash,
        array(select coalesce(h.platform, '') from crm.campaign_halt h where h.campaign_id = c.campaign_id and h.lifted_at is null) as halted
    from crm.campaign c
    where c.mode in ('live', 'seed_list')
      -- the worker's files say what was approved
      and (not c.needs_approval or coalesce(cast(:definitions as jsonb) ->> c.campaign_id, c.definition_hash) = c.definition_hash)
),
due as materialized (
    select m.message_id, m.occurrence_on, m.address_hash
    from crm.waiting w
    join crm.message m using (message_id, occurrence_on)
    join campaign c using (campaign_id)
    where w.channel = :channel
      and w.send_after <= :now
      and w.not_after >= :now
      and m.state = 'planned'
      and m.send_after <= :now
      and m.mode in ('seed_list', c.mode)
      and '' <> all (c.halted)
      and (m.platform is null or m.platform <> all (c.halted))
      and (not c.needs_approval or exists (
          select from crm.approval a
          where a.campaign_id = m.campaign_id and a.occurrence_on = m.occurrence_on and a.is_granted
            and a.definition_hash in (c.definition_hash, '')))
    order by w.send_after, w.decision_id
    limit :limit
    for update of m skip locked
),
lease as materialized (select clock_timestamp() + cast(:lease as interval) as lease_until),
moved as (
    update crm.message m
    set state = case when a.address is null then 'suppressed' else 'claimed' end,
        state_reason = case when a.address is null then 'unreachable' end,
        state_at = :now,
        owner = case when a.address is not null then :owner end,
        lease_until = case when a.address is not null then lease.lease_until end
    from due d left join crm.address a using (address_hash) cross join lease
    where m.message_id = d.message_id and m.occurrence_on = d.occurrence_on
    returning m.message_id, m.occurrence_on, m.campaign_id, m.step_id, m.variant, m.channel, m.person_id, m.contact_point_id,
        a.address, m.platform, m.language, m.placeholders, m.not_after, m.state, m.send_after, m.decision_id
)
-- then as domain.message.ClaimedMessage has them
select (select exists (select from crm.campaign_step s where s.channel = :channel and s.devices = 'all')) as is_for_all_devices,
    message_id, occurrence_on, campaign_id, step_id, variant, channel, person_id, contact_point_id, address, platform, language, placeholders,
    not_after
from moved
where state = 'claimed'
order by send_after, decision_id
