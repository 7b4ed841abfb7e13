-- Of the account the transaction is for: row-level security leaves no other's.
select
    message_id, placed_at, valid_until, placement, priority, payload, most_shown - shown as times_left
from crm.inbox
where
    channel = 'in_app'
    and (cast(:placement as text) is null or placement = :placement)
    and placed_at <= :now
    and valid_until > :now
    and clicked_at is null
    and dismissed_at is null
    and (most_shown is null or shown < most_shown)
order by priority desc, placed_at asc, message_id asc
limit :most
