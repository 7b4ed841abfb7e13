-- One row per halt that nobody has lifted.
select campaign_id, platform, reason, halted_at
from crm.campaign_halt
where lifted_at is null
order by halted_at, campaign_halt_id
