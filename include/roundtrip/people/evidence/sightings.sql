-- A feed without times was there from the beginning of time.
insert into sighting
    (feed, user_id, anonymous_id, device_id, web_cookie, email, phone, loyalty_card, address, seen_at, batch_id, known_as_of)
select {feed}, {identifiers}, {address}, min(coalesce({seen_at}, timestamptz 'epoch')), min(batch_id), min(known_as_of)
from {raw}
where batch_id > {after} and batch_id <= {through} and coalesce({identifiers}) is not null and {is_wanted}
group by 2, 3, 4, 5, 6, 7, 8, 9
