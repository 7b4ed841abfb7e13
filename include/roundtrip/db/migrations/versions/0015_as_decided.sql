-- Quiet hours and the day whose caps bind are in the times of the decision: planned with others, a message would pass by both.
set role roundtrip_owner;

create or replace function crm.why_not_plan(m crm.message) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select case
        when not exists (
            select from crm.decision d
            where d.decision_id = m.decision_id and d.reason = 'send'
              and (d.campaign_id, d.occurrence_on, d.occurrence_id, d.step_id, d.person_id, d.unit_id, d.mode)
                  = (m.campaign_id, m.occurrence_on, m.occurrence_id, m.step_id, m.person_id, m.unit_id, m.mode)
              and (d.window_on, d.send_after, d.not_after) = (m.window_on, m.send_after, m.not_after)
              and d.variant is not distinct from m.variant) then 'no decision to send it'
        when not exists (
            select from crm.campaign c join crm.campaign_step s using (campaign_id)
            where c.campaign_id = m.campaign_id and c.topic = m.topic and s.step_id = m.step_id and s.channel = m.channel) then 'topic or channel is not the campaign''s'
        when not exists (select from crm.person p where p.person_id = m.person_id and p.unit_id = m.unit_id) then 'assigned as another unit'
        when not exists (
            select from crm.contact_point p
            where p.contact_point_id = m.contact_point_id and p.person_id = m.person_id and p.address_hash = m.address_hash and p.is_active) then 'no active contact point of this person'
        when m.mode <> 'shadow' and not crm.is_approved(m.campaign_id, m.occurrence_on) then 'not approved'
        when crm.is_held_by_predecessor(m.person_id, m.campaign_id, m.occurrence_on, m.occurrence_id, m.step_id) then 'a merged predecessor holds the occurrence'
        when m.mode <> 'shadow' and exists (select from crm.installation i where m.send_after <= i.silent_until) then 'another copy of this database may have sent it'
        when exists (
            select from crm.message_endpoint e
            where (e.campaign_id, e.occurrence_on, e.occurrence_id, e.step_id, e.address_hash)
                  = (m.campaign_id, m.occurrence_on, m.occurrence_id, m.step_id, m.address_hash)) then 'another message goes to this address'
    end
$$;

reset role;
