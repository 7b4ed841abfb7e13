insert into crm.message (
    campaign_id, occurrence_on, occurrence_id, step_id, person_id, unit_id, kind, mode, topic, channel, variant, decision_id,
    contact_point_id, address_hash, platform, language, placeholders, global_assignment_id, global_arm,
    campaign_assignment_id, campaign_arm, window_on, send_after, not_after, state_at, as_of, code_version
)
select
    d.campaign_id, d.occurrence_on, d.occurrence_id, d.step_id, d.person_id, d.unit_id, c.kind, d.mode, c.topic, s.channel,
    d.variant, d.decision_id, p.contact_point_id, p.address_hash, p.platform,
    coalesce(person.language, :default_language),
    -- what is not known is left out, so that a template's default has its say
    (
        select coalesce(jsonb_object_agg(known.key, known.value), '{}')
        from jsonb_each(jsonb_strip_nulls(to_jsonb(person.*) || to_jsonb(segment.*))) known
        where known.key = any (cast(:placeholders as text []))
    ),
    g.assignment_id, g.arm, h.assignment_id, h.arm,
    d.window_on, d.send_after, d.not_after, :now, d.as_of, :code_version
from crm.decision d
join crm.campaign c using (campaign_id)
join crm.campaign_step s using (campaign_id, step_id)
join crm.contact_point p using (contact_point_id)
join crm.person q on q.person_id = d.person_id and q.unit_id = d.unit_id
-- who left the segment since, or is nobody any more, is not written to
join segments.segment_of_the_campaign segment on segment.person_id = d.person_id
join (select person_id, first_name, language, country from marts.dim_person) person on person.person_id = d.person_id
left join crm.assignment g on c.kind = 'marketing' and g.experiment = 'global' and g.unit_id = d.unit_id
left join crm.assignment h on c.kind = 'marketing' and h.experiment = 'campaign:' || d.campaign_id and h.unit_id = d.unit_id
where d.campaign_id = :campaign_id
  and d.step_id = :step_id
  and d.reason = 'send'
  and d.as_of <= :as_of
  and d.not_after > :now
  and d.send_after < cast(:night_began_at as timestamptz) + make_interval(hours => :plan_hours)
  and p.is_active
  and p.person_id = d.person_id
  and (d.mode = 'shadow' or crm.is_approved(d.campaign_id, d.occurrence_on))
  -- due before a restored database was adopted: it may have gone out from the one that was lost
  and (d.mode = 'shadow' or not exists (select from crm.installation i where d.send_after <= i.silent_until))
  and not exists (
      select from crm.exit x
      where (x.campaign_id, x.occurrence_on, x.occurrence_id, x.person_id) = (d.campaign_id, d.occurrence_on, d.occurrence_id, d.person_id)
  )
  -- as one of several devices of somebody else
  and not exists (
      select from crm.message_endpoint e
      where (e.campaign_id, e.occurrence_on, e.occurrence_id, e.step_id, e.address_hash)
          = (d.campaign_id, d.occurrence_on, d.occurrence_id, d.step_id, p.address_hash)
  )
  and not exists (
      select from crm.message m
      where (m.campaign_id, m.occurrence_on, m.occurrence_id, m.step_id, m.person_id)
          = (d.campaign_id, d.occurrence_on, d.occurrence_id, d.step_id, d.person_id)
  )
  and not (
      d.person_id in (select into_person_id from crm.person_merge)
      and crm.is_held_by_predecessor(d.person_id, d.campaign_id, d.occurrence_on, d.occurrence_id, d.step_id)
  )
order by d.occurrence_on, d.occurrence_id, d.person_id
on conflict do nothing
