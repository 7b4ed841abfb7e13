-- Everything an operator may see of one person, one JSON. Never an address: only that there is one.
with ids as (select crm.everybody_merged_into(:person) as person_id),

identifiers as (
    select jsonb_agg(jsonb_build_object(
        'kind', kind, 'value', value, 'standing', standing, 'first_seen_at', first_seen_at
    ) order by kind, value) as found
    from crm.identifier where person_id in (select person_id from ids)
),

evidence as (
    -- one line a pair, whichever end it is read from
    select jsonb_agg(jsonb_build_object(
        'kind', kind, 'value', value, 'with_kind', with_kind, 'with_value', with_value, 'feed', feed,
        'first_seen_at', first_seen_at, 'is_same', with_person_id is not distinct from person_id, 'standing', with_standing
    ) order by first_seen_at nulls last, kind, value, with_kind, with_value) as found
    from crm.identity_evidence
    where
        person_id in (select person_id from ids)
        and (identifier_id < with_identifier_id or with_person_id is distinct from person_id)
),

merges as (
    select jsonb_agg(jsonb_build_object(
        'from', merge.from_person_id, 'into', merge.into_person_id, 'known_as_of', merge.known_as_of,
        'tie', tie.kind, 'tied_to', tied.kind
    ) order by merge.person_merge_id) as found
    from crm.person_merge as merge
    left join crm.identifier as tie on merge.identifier_id = tie.identifier_id
    left join crm.identifier as tied on merge.with_identifier_id = tied.identifier_id
    where merge.from_person_id in (select person_id from ids)
),

consents as (
    select jsonb_agg(jsonb_build_object(
        'channel', channel, 'topic', topic, 'is_granted', is_granted, 'source', source, 'effective_at', effective_at
    ) order by channel, topic, effective_at desc, consent_id desc) as found
    from crm.consent where person_id in (select person_id from ids)
),

contact_points as (
    select jsonb_agg(jsonb_build_object(
        'kind', point.kind, 'platform', point.platform, 'is_active', point.is_active, 'why_not', point.disabled_reason,
        'seen_at', point.seen_at, 'suppressed', (
            select jsonb_agg(suppression.channel || ': ' || suppression.reason)
            from crm.suppression where suppression.address_hash = point.address_hash
        )
    ) order by point.kind, point.seen_at desc, point.contact_point_id) as found
    from crm.contact_point as point where point.person_id in (select person_id from ids)
),

messages as (
    select jsonb_agg(jsonb_build_object(
        'campaign', newest.campaign_id, 'step', newest.step_id, 'occurrence_on', newest.occurrence_on, 'channel', newest.channel,
        'variant', newest.variant, 'state', newest.state, 'reason', newest.state_reason, 'at', newest.state_at, 'feedback', (
            select jsonb_agg(distinct feedback.kind) from crm.feedback where feedback.message_id = newest.message_id
        )
    ) order by newest.state_at desc, newest.message_id) as found
    from (
        select * from crm.message where person_id in (select person_id from ids)
        order by state_at desc, message_id limit :most
    ) as newest
),

decisions as (
    select jsonb_agg(jsonb_build_object(
        'campaign', newest.campaign_id, 'step', newest.step_id, 'occurrence_on', newest.occurrence_on, 'reason', newest.reason,
        'as_of', newest.as_of
    ) order by newest.as_of desc, newest.decision_id desc) as found
    from (
        select * from crm.decision where person_id in (select person_id from ids)
        order by as_of desc, decision_id desc limit :most
    ) as newest
),

requests as (
    select jsonb_agg(jsonb_build_object(
        'request', request.privacy_request_id, 'kind', request.kind, 'by', request.requested_by, 'at', request.requested_at,
        'is_done', exists (
            select from crm.privacy_step as step
            where step.privacy_request_id = request.privacy_request_id and step.step = 'done'
        )
    ) order by request.privacy_request_id) as found
    from crm.privacy_request as request where request.person_id in (select person_id from ids)
)

select
    identifiers.found as identifiers,
    evidence.found as evidence,
    merges.found as merges,
    consents.found as consents,
    contact_points.found as contact_points,
    messages.found as messages,
    decisions.found as decisions,
    requests.found as requests
from identifiers
cross join evidence
cross join merges
cross join consents
cross join contact_points
cross join messages
cross join decisions
cross join requests
