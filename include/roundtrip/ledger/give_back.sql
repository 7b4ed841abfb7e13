update crm.message m
set state = 'planned', state_reason = 'lease ran out', state_at = :now
from (
    select h.message_id, h.occurrence_on
    from crm.lease l
    cross join lateral unnest(l.ids) i (message_id)
    join crm.message h on h.message_id = i.message_id and h.occurrence_on = l.occurrence_on
    where l.lease_until < clock_timestamp() and h.state = 'claimed' and h.lease_until < clock_timestamp()
    order by h.message_id for update of h skip locked
) lost
where m.message_id = lost.message_id and m.occurrence_on = lost.occurrence_on
