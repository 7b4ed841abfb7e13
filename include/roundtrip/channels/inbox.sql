-- Only what is in flight is placed, and only in the account it is addressed to; a row that is there already stays as it is.
insert into crm.inbox
    (message_id, occurrence_on, user_id, channel, placement, priority, is_pinned, payload, most_shown, placed_at, valid_until)
select
    given.message_id, given.occurrence_on, given.user_id, m.channel, given.placement, given.priority, given.is_pinned,
    given.payload, given.most_shown, given.placed_at, given.valid_until
from jsonb_to_recordset(cast(:rows as jsonb)) as given (
    message_id uuid, occurrence_on date, user_id text, placement text, priority integer, is_pinned boolean, payload jsonb,
    most_shown integer, placed_at timestamptz, valid_until timestamptz
)
inner join crm.message as m on given.message_id = m.message_id and given.occurrence_on = m.occurrence_on
where
    m.state = 'in_flight'
    and m.lease_until >= clock_timestamp()
    and m.channel = :channel
    and m.address_hash = given.user_id
order by given.message_id
on conflict (message_id) do nothing
