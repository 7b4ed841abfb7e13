select m.message_id, m.campaign_id, m.occurrence_on, m.step_id, m.channel, m.variant, m.mode, m.state, m.state_reason, m.send_after, m.not_after,
    (
        select coalesce(jsonb_agg(jsonb_build_object(
            'at', t.at, 'from', t.from_state, 'to', t.to_state, 'mover', t.mover, 'reason', t.reason) order by t.recorded_at), '[]')
        from crm.message_transition t where t.message_id = m.message_id
    ) as moves,
    (
        select coalesce(jsonb_agg(jsonb_build_object(
            'number', a.number, 'outcome', a.outcome, 'code', a.error_code, 'error', a.error) order by a.number, a.contact_point_id), '[]')
        from crm.attempt a where a.message_id = m.message_id
    ) as attempts,
    (
        select coalesce(jsonb_agg(jsonb_build_object('at', f.occurred_at, 'kind', f.kind) order by f.occurred_at), '[]')
        from crm.feedback f where f.message_id = m.message_id
    ) as feedback
from crm.message m
where m.person_id in (select crm.everybody_merged_into(:person_id))
order by m.send_after desc, m.message_id
limit :most
