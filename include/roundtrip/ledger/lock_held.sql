-- Always in the same order, so that two workers with overlapping lists wait for each other and never in a circle.
select m.message_id
from crm.message m
where m.message_id = any (cast(:ids as uuid [])) and m.state = 'claimed' and m.owner = :owner and m.lease_until >= clock_timestamp()
order by m.message_id
for update
