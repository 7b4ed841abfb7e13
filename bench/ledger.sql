-- People with consent and a push token, in treatment, decided and planned for one marketing campaign under two caps.
insert into crm.campaign (campaign_id, kind, mode, owner, goal, segment, topic, priority, starts_on, holdout, audience_min,
    audience_max, needs_approval, success_event, success_value, success_within, definition_hash, registered_as_of)
values ('bench', 'marketing', 'live', 'bench', 'bench', 'everybody', 'offers', 50, '2026-11-01', 0.1, 1, 100000000, false,
    'order_placed', 'revenue', '7 days', 'x', '2026-11-10');
insert into crm.campaign_step (campaign_id, step_id, position, channel) values ('bench', 'nudge', 1, 'push');
insert into crm.cap (cap_id, days, most) values ('marketing_day', 1, 1), ('marketing_week', 7, 3);
select crm.ensure_message_partitions('2026-11-01', 2);

insert into crm.person (person_id, unit_id, known_as_of) select n, n, '2026-11-01' from generate_series(1, {messages}) n;
insert into crm.address select md5(n::text), 'push_token', 'installation-' || n || ':token' from generate_series(1, {messages}) n;
insert into crm.contact_point (person_id, kind, address_hash, platform, seen_at, known_as_of)
select n, 'push_token', md5(n::text), 'android', '2026-11-01', '2026-11-01' from generate_series(1, {messages}) n;
insert into crm.consent (person_id, channel, topic, is_granted, effective_at, source, known_as_of)
select n, 'push', 'offers', true, '2026-11-01', 'bench', '2026-11-01' from generate_series(1, {messages}) n;
insert into crm.assignment (experiment, unit_id, arm, from_as_of)
select experiment, n, 'treatment', '2026-11-01'
from generate_series(1, {messages}) n, (values ('global'), ('campaign:bench')) e (experiment);
insert into crm.decision (campaign_id, occurrence_on, step_id, person_id, unit_id, mode, reason, would_send_without_assignment,
    global_arm, campaign_arm, variant, is_reachable, send_after, not_after, window_on, as_of, code_version)
select 'bench', '2026-11-10', 'nudge', n, n, 'live', 'send', true, 'treatment', 'treatment', 'only', true,
    '2026-11-10 17:00Z', '2026-11-10 20:00Z', '2026-11-10', '2026-11-10', 'bench'
from generate_series(1, {messages}) n;
select crm.refresh_statistics();
