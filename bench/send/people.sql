-- What sending needs to know beside people: two campaigns of the repository, two caps, a consent and an address for each channel.
insert into crm.campaign (campaign_id, kind, mode, owner, goal, segment, topic, priority, starts_on, holdout, audience_min,
    audience_max, needs_approval, success_event, success_value, success_within, definition_hash, registered_as_of)
select id, 'marketing', 'live', 'bench', 'bench', 'everybody', topic, 50, '2026-11-01', 0.1, 1, 100000000, false, 'order_placed',
    'revenue', '7 days', 'x', '2026-11-10'
from (values ('onboarding', 'onboarding'), ('win_back', 'offers')) c (id, topic);
insert into crm.campaign_step (campaign_id, step_id, position, channel)
values ('onboarding', 'hello', 1, 'push'), ('win_back', 'mail', 1, 'email');
insert into crm.cap (cap_id, days, most) values ('marketing_day', 1, 1), ('marketing_week', 7, 3);
select crm.ensure_message_partitions('2026-11-01', 2);
