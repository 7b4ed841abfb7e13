-- Every person in every campaign, with what is known of consent and suppression now.
insert into publish.eligibility (
    campaign_id, occurrence_on, step_id, channel, kind, topic, priority, person_id, unit_id, contact_point_id, address_hash, platform,
    language, country, timezone, has_consent, is_suppressed
)
select
    c.campaign_id, %(on)s, s.step_id, s.channel, c.kind, c.topic, c.priority, q.person_id, q.unit_id, p.contact_point_id, p.address_hash, p.platform,
    'en', 'DE', 'Europe/Berlin', crm.has_consent(q.person_id, s.channel, c.topic),
    exists (select from crm.suppression u where u.address_hash = p.address_hash and u.channel = s.channel)
from crm.campaign c
join crm.campaign_step s using (campaign_id)
cross join crm.person q
cross join lateral (
    select * from crm.contact_point p
    where p.person_id = q.person_id and p.kind = case s.channel when 'email' then 'email' else 'push_token' end
    order by p.address_hash limit 1
) p
