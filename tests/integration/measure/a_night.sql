-- What the other parts of a night leave behind, in small: arranged with triggers off, because only the outcome matters here.
set session_replication_role = replica;
insert into crm.campaign (campaign_id, kind, mode, owner, goal, segment, topic, priority, starts_on, holdout, audience_min, audience_max,
    needs_approval, success_event, success_value, success_within, definition_hash, registered_as_of)
values ('win_back', 'marketing', 'live', 'growth', 'Bring them back', 'lapsed_buyers', 'offers', 50, '2026-11-01', 0.1, 1, 1000, true,
    'order_placed', 'revenue', '7 days', 'hash', '2026-11-10');
insert into crm.occurrence (campaign_id, occurrence_on, as_of, local_time, timezone)
select 'win_back', day, day, '18:00', 'recipient' from (values (date '2026-11-10'), (date '2026-11-11'), (date '2026-11-12')) as d (day);
insert into crm.approval (campaign_id, occurrence_on, people, is_granted, decided_by, decided_at)
values ('win_back', '2026-11-10', 3, null, null, null), ('win_back', '2026-11-11', 2, true, 'ada', now()), ('win_back', '2026-11-12', 4, null, null, null);

insert into crm.person (person_id, unit_id, known_as_of)
select n, n, case when n <= 8 then date '2026-11-10' when n = 9 then '2026-11-12' else '2026-11-13' end from generate_series(1, 10) as n;

insert into crm.decision (campaign_id, occurrence_on, step_id, person_id, unit_id, mode, reason, would_send_without_assignment,
    is_reachable, send_after, not_after, as_of, code_version)
select 'win_back', day, 'mail', n, n, 'live', reason, reason in ('send', 'holdout'), true, day + time '18:00', day + time '20:00', day, 'test'
from (values
    (date '2026-11-11', 1, 'send'), ('2026-11-11', 2, 'send'), ('2026-11-11', 3, 'holdout'), ('2026-11-11', 4, 'no_consent'),
    ('2026-11-12', 1, 'recent'), ('2026-11-12', 5, 'send'), ('2026-11-12', 4, 'no_consent'), ('2026-11-13', 6, 'send')
) as d (day, n, reason);

select crm.ensure_message_partitions('2026-11-01', 1);
insert into crm.message (message_id, campaign_id, occurrence_on, step_id, person_id, unit_id, kind, mode, topic, channel, variant, decision_id,
    contact_point_id, address_hash, language, window_on, send_after, not_after, state, state_reason, state_at, as_of, code_version)
select ('00000000-0000-0000-0000-00000000000' || n)::uuid, 'win_back', day, 'mail', n, n, 'service', 'live', 'offers', 'email', 'plain', n,
    n, 'hash' || n, 'en', day, day + time '17:00', day + time '20:00', state, state_reason, day + time '17:01', day, 'test'
from (values
    (date '2026-11-11', 1, 'accepted', null), ('2026-11-11', 2, 'uncertain', null), ('2026-11-12', 5, 'planned', null)
) as m (day, n, state, state_reason);
insert into crm.feedback (provider, feedback_id, message_id, kind, is_machine, occurred_at, known_as_of)
select 'sendgrid', row_number() over (), '00000000-0000-0000-0000-000000000001', kind, is_machine, '2026-11-11 17:05', known_as_of
from (values ('opened', true, date '2026-11-12'), ('opened', false, '2026-11-12'), ('opened', false, '2026-11-12'), ('clicked', false, '2026-11-13'))
    as f (kind, is_machine, known_as_of);
insert into crm.campaign_halt (campaign_id, platform, reason, lifted_at) values ('win_back', 'ios', 'certificate', null), ('win_back', null, 'x', now());

insert into raw.batch (feed, file, fingerprint, checksum, bytes, rows_in, rows_loaded, rows_quarantined, rows_duplicate, known_as_of)
values ('app_events', 'a', 'a', 'a', 1, 100, 100, 0, 0, '2026-11-11'), ('app_events', 'b', 'b', 'b', 1, 50, 45, 3, 2, '2026-11-12'),
    ('app_events', 'c', 'c', 'c', 1, 7, 7, 0, 0, '2026-11-13');
insert into raw.feed_status (feed, as_of, is_present, is_optional, is_fresh, is_enough, rows_tonight, files_refused, needed_for)
values ('app_events', '2026-11-12', true, false, true, true, 45, 1, 'usage'), ('installs', '2026-11-12', false, false, false, false, 0, 0, 'acquisition'),
    ('profiles', '2026-11-12', true, false, false, true, 0, 0, 'e-mail'),
    ('example_a', '2026-11-12', false, true, false, false, 0, 0, 'an example nobody landed'),
    ('example_b', '2026-11-12', true, true, true, true, 5, 0, 'an example'), ('example_c', '2026-11-12', false, true, false, false, 0, 0, 'an example');
insert into raw.quarantine (feed, file, line, reason, field, bytes, known_as_of)
values ('app_events', 'b', 4, 'not JSON', null, 'secret', '2026-11-12'), ('app_events', 'b', 9, 'not JSON', null, 'secret', '2026-11-12'),
    ('app_events', 'b', 5, 'no date', 'occurred_at', 'secret', '2026-11-12'), ('app_events', 'd', 0, 'truncated gzip', null, '', '2026-11-12');

insert into crm.run (as_of, step, scope, status, code_version, counts, started_at, finished_at, error)
values ('2026-11-12', 'load', 'app_events', 'failed', 'v', '{}', '2026-11-12 01:00', '2026-11-12 01:01', 'ValueError: once'),
    ('2026-11-12', 'load', 'app_events', 'done', 'v', '{"loaded": 45}', '2026-11-12 01:02', '2026-11-12 01:03:30', null),
    ('2026-11-12', 'register', '', 'done', 'v', '{"faults": 2}', '2026-11-12 01:03', '2026-11-12 01:04', null),
    ('2026-11-12', 'decide', '', 'failed', 'v', '{}', '2026-11-12 01:04', '2026-11-12 01:05', 'ValueError: no'),
    ('2026-11-11', 'decide', '', 'done', 'v', '{}', '2026-11-11 01:04', '2026-11-11 01:05', null);
set session_replication_role = origin;
