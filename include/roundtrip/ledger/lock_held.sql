-- Always in the same order, so that two workers with overlapping lists wait for each other and never in a circle.
-- Found by their owner: what one worker holds is little, in whatever month of the ledger it stands.
select m.message_id, m.occurrence_on
from crm.message m
where m.owner = :owner and m.state = 'claimed' and m.lease_until >= clock_timestamp() and m.message_id = any (cast(:ids as uuid []))
order by m.message_id
for update
