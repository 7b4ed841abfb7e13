-- What the ledger and its neighbours know of the people being erased. Ids, states, times, arms and counts stay.
with erased as (
    select
        person.person_id,
        erasing.secret
    from crm.erased_person as person
    inner join crm.erasing on person.privacy_request_id = erasing.privacy_request_id
    where person.privacy_request_id = %(request)s
),

own_addresses as (
    select
        erasing_value.value as address_hash,
        erasing.secret
    from crm.erasing_value
    inner join crm.erasing using (privacy_request_id)
    where erasing_value.privacy_request_id = %(request)s and not erasing_value.is_shared and erasing_value.sort in ('address', 'identifier')
),

messages as (
    update crm.message as message
    set address_hash = crm.erased_value(erased.secret, message.address_hash), placeholders = '{}', provider_message_id = null
    from erased
    where message.person_id = erased.person_id and message.address_hash not like 'erased:%%'
    returning message.message_id
),

attempts as (
    update crm.attempt as attempt
    set provider_message_id = null, provider_batch_id = null, error = null
    from crm.message as message
    inner join erased using (person_id)
    where
        attempt.message_id = message.message_id
        and attempt.occurrence_on = message.occurrence_on
        and (attempt.provider_message_id is not null or attempt.error is not null)
    returning attempt.message_id
),

endpoints as (
    update crm.message_endpoint as endpoint
    set address_hash = crm.erased_value(erased.secret, endpoint.address_hash)
    from crm.message as message
    inner join erased using (person_id)
    where
        endpoint.message_id = message.message_id
        and endpoint.occurrence_on = message.occurrence_on
        and endpoint.address_hash not like 'erased:%%'
    returning endpoint.message_id
),

feedback as (
    update crm.feedback as feedback
    set feedback_id = crm.erased_value(erased.secret, feedback.feedback_id)
    from crm.message as message
    inner join erased using (person_id)
    where feedback.message_id = message.message_id and feedback.feedback_id not like 'erased:%%'
    returning feedback.message_id
),

contact_points as (
    update crm.contact_point as point
    set
        address_hash = crm.erased_value(erased.secret, point.address_hash),
        is_active = false,
        disabled_reason = 'erased'
    from erased
    where point.person_id = erased.person_id and point.disabled_reason is distinct from 'erased'
    returning point.person_id
),

identifiers as (
    update crm.identifier as identifier
    set value = crm.erased_value(erased.secret, identifier.value)
    from erased
    where identifier.person_id = erased.person_id and identifier.value not like 'erased:%%'
    returning identifier.person_id
),

suppressions as (
    update crm.suppression as suppression
    set address_hash = crm.erased_value(own.secret, suppression.address_hash)
    from own_addresses as own
    where suppression.address_hash = own.address_hash
    returning suppression.channel
),

inbox as (
    -- what the app would show them: words to a person, and nothing that is counted
    delete from crm.inbox as shown
    using own_addresses as own
    where shown.user_id = own.address_hash
    returning shown.message_id
),

told as (
    update crm.webhook_body as body
    set sent_by = crm.erased_value(own.secret, body.sent_by)
    from own_addresses as own
    where body.sent_by = own.address_hash
    returning body.webhook_body_id
),

addresses as (
    delete from crm.address as address
    using own_addresses as own
    where address.address_hash = own.address_hash
    returning address.address_hash
),

changes as (
    -- the next night works their rows out anew, from the beginning
    insert into crm.person_change (person_id, why, known_as_of)
    select
        erased.person_id,
        'erased',
        (select coalesce(max(run.as_of), current_date) from crm.run)
    from erased
    where erased.person_id in (select person_id from identifiers union select person_id from contact_points)
)

select
    (select count(*) from messages) as messages,
    (select count(*) from attempts) as attempts,
    (select count(*) from endpoints) as endpoints,
    (select count(*) from feedback) as feedback,
    (select count(*) from contact_points) as contact_points,
    (select count(*) from identifiers) as identifiers,
    (select count(*) from suppressions) as suppressions,
    (select count(*) from addresses) as addresses,
    (select count(*) from inbox) as inbox,
    (select count(*) from told) as webhook_body
