-- The days a worker's messages are of: without them every month of the ledger would be looked into.
select distinct l.occurrence_on from crm.lease l where l.owner = :owner
