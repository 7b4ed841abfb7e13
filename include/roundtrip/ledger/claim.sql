with due as materialized (
    select m.message_id, m.occurrence_on, m.address_hash
    from crm.message m
    where m.state = 'planned'
      and m.mode <> 'shadow'
      and m.channel = :channel
      and m.send_after <= :now
      and m.not_after >= :now
      -- what crm.why_not would send back to planned
      and exists (
          select from crm.campaign c
          where c.campaign_id = m.campaign_id and c.mode in ('live', 'seed_list') and m.mode in ('seed_list', c.mode)
            and (not c.needs_approval or (
                exists (
                    select from crm.approval a
                    where a.campaign_id = m.campaign_id and a.occurrence_on = m.occurrence_on and a.is_granted
                      and a.definition_hash in (c.definition_hash, ''))
                -- and the worker's files say what was approved
                and coalesce(cast(:definitions as jsonb) ->> c.campaign_id, c.definition_hash) = c.definition_hash)))
      and not exists (
          select from crm.campaign_halt h
          where h.campaign_id = m.campaign_id and h.lifted_at is null and (h.platform is null or h.platform = m.platform))
    order by m.send_after, m.decision_id
    limit :limit
    for update of m skip locked
),
addressed as (
    select due.*, a.address from due left join crm.address a using (address_hash)
),
moved as (
    update crm.message m
    set state = case when d.address is null then 'suppressed' else 'claimed' end,
        state_reason = case when d.address is null then 'unreachable' end,
        state_at = :now,
        owner = case when d.address is not null then :owner end,
        lease_until = case when d.address is not null then clock_timestamp() + cast(:lease as interval) end
    from addressed d
    where m.message_id = d.message_id and m.occurrence_on = d.occurrence_on
    returning m.message_id, m.occurrence_on, m.campaign_id, m.step_id, m.variant, m.channel, m.person_id, m.contact_point_id,
        d.address, m.platform, m.language, m.placeholders, m.state, m.send_after, m.decision_id
)
select message_id, occurrence_on, campaign_id, step_id, variant, channel, person_id, contact_point_id, address, platform,
    language, placeholders,
    (select exists (select from crm.campaign_step s where s.channel = :channel and s.devices = 'all')) as is_for_all_devices
from moved
where state = 'claimed'
order by send_after, decision_id
