-- Of the account the transaction is for: row-level security leaves no other's. The cursor is the last item of the page before.
with own as materialized (
    select message_id, placed_at, valid_until, is_pinned, read_at is not null as is_read, payload
    from crm.inbox
    where channel = 'feed' and placed_at <= :now and valid_until > :now
)

select
    message_id, placed_at, valid_until, is_pinned, is_read, payload, (select count(*) from own where not is_read) as unread
from own
where
    cast(:after_id as uuid) is null
    or (is_pinned, placed_at, message_id)
    < (cast(:after_pinned as boolean), cast(:after_placed_at as timestamptz), cast(:after_id as uuid))
order by is_pinned desc, placed_at desc, message_id desc
limit :most
