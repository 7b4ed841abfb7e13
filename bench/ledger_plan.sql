insert into crm.message (campaign_id, occurrence_on, step_id, person_id, unit_id, kind, mode, topic, channel, variant, decision_id,
    contact_point_id, address_hash, platform, language, placeholders, global_assignment_id, global_arm, campaign_assignment_id,
    campaign_arm, window_on, send_after, not_after, state_at, as_of, code_version)
select d.campaign_id, d.occurrence_on, d.step_id, d.person_id, d.unit_id, 'marketing', 'live', 'offers', 'push', 'only', d.decision_id,
    p.contact_point_id, p.address_hash, p.platform, 'en', '{{"first_name": "Ada"}}', g.assignment_id, g.arm, c.assignment_id, c.arm,
    d.window_on, d.send_after, d.not_after, d.send_after, d.as_of, 'bench'
from crm.decision d
join crm.contact_point p using (person_id)
join crm.assignment g on g.experiment = 'global' and g.unit_id = d.unit_id
join crm.assignment c on c.experiment = 'campaign:bench' and c.unit_id = d.unit_id
