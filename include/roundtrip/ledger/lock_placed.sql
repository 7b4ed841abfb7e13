-- Messages of the app's own channels that nobody answered for. Whoever is placing one at this moment holds its row, and it is
-- left to the next time. Read in a statement of its own, so that the next one sees every row that was placed.
select m.message_id
from crm.message as m
where
    m.channel in ('in_app', 'feed')
    and ((m.state = 'in_flight' and m.lease_until < clock_timestamp()) or m.state = 'uncertain')
order by m.message_id
for update skip locked
