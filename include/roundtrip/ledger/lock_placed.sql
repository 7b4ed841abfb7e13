-- Messages of the app's own channels that nobody answered for. Whoever is placing one at this moment holds its row, and it is
-- left to the next time. Read in a statement of its own, so that the next one sees every row that was placed.
with unanswered as (
    select d.message_id, d.occurrence_on from crm.message as d
    where d.is_in_doubt
    union all
    select i.message_id, l.occurrence_on from crm.lease as l
    cross join lateral unnest(l.ids) as i (message_id)
    where l.lease_until < clock_timestamp()
)

select m.message_id
from unanswered as u
inner join crm.message as m on u.message_id = m.message_id and u.occurrence_on = m.occurrence_on
where
    m.channel in ('in_app', 'feed')
    and ((m.state = 'in_flight' and m.lease_until < clock_timestamp()) or m.state = 'uncertain')
order by m.message_id
for update of m skip locked
