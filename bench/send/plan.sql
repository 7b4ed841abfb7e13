-- People from {first} to {last}, in treatment, decided and planned for one campaign, each with an address and a consent.
with person as (
    insert into crm.person (person_id, unit_id, known_as_of)
    select n, n, '2026-11-01' from generate_series({first}, {last}) n
)
insert into crm.address
select md5({kind} || n), {kind}, format({address}, n) from generate_series({first}, {last}) n;
insert into crm.contact_point (person_id, kind, address_hash, platform, seen_at, known_as_of)
select n, {kind}, md5({kind} || n), case {kind} when 'push_token' then 'android' end, '2026-11-01', '2026-11-01'
from generate_series({first}, {last}) n;
insert into crm.consent (person_id, channel, topic, is_granted, effective_at, source, known_as_of)
select n, {channel}, {topic}, true, '2026-11-01', 'bench', '2026-11-01' from generate_series({first}, {last}) n;
insert into crm.assignment (experiment, unit_id, arm, from_as_of)
select experiment, n, 'treatment', '2026-11-01'
from generate_series({first}, {last}) n, (values ('global'), ('campaign:' || {campaign})) e (experiment);
insert into crm.decision (campaign_id, occurrence_on, step_id, person_id, unit_id, mode, reason, would_send_without_assignment,
    global_arm, campaign_arm, variant, is_reachable, send_after, not_after, window_on, as_of, code_version)
select {campaign}, '2026-11-10', {step}, n, n, 'live', 'send', true, 'treatment', 'treatment', {variant}, true,
    '2026-11-10 17:00Z', '2026-11-10 20:00Z', '2026-11-10', '2026-11-10', 'bench'
from generate_series({first}, {last}) n;
analyze crm.decision, crm.assignment, crm.contact_point, crm.address, crm.consent, crm.person;
insert into crm.message (campaign_id, occurrence_on, step_id, person_id, unit_id, kind, mode, topic, channel, variant, decision_id,
    contact_point_id, address_hash, platform, language, placeholders, global_assignment_id, global_arm, campaign_assignment_id,
    campaign_arm, window_on, send_after, not_after, state_at, as_of, code_version)
select d.campaign_id, d.occurrence_on, d.step_id, d.person_id, d.unit_id, 'marketing', 'live', {topic}, {channel}, {variant},
    d.decision_id, p.contact_point_id, p.address_hash, p.platform, 'en', '{{"first_name": "Ada"}}', g.assignment_id, g.arm,
    c.assignment_id, c.arm, d.window_on, d.send_after, d.not_after, d.send_after, d.as_of, 'bench'
from crm.decision d
join crm.contact_point p using (person_id)
join crm.assignment g on g.experiment = 'global' and g.unit_id = d.unit_id
join crm.assignment c on c.experiment = 'campaign:' || {campaign} and c.unit_id = d.unit_id
where d.person_id between {first} and {last};
