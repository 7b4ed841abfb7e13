insert into crm.identity_link (identifier_id, with_identifier_id, feed, batch_id, first_seen_at, known_as_of)
select identifier_id, with_identifier_id, feed, batch_id, first_seen_at, known_as_of
from new_link
