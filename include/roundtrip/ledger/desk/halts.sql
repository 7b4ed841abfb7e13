select h.campaign_id, h.platform, h.reason, h.halted_at,
    (select count(*) from crm.message m where m.campaign_id = h.campaign_id and m.state = 'planned' and m.mode <> 'shadow') as waiting
from crm.campaign_halt h
where h.lifted_at is null
order by h.halted_at, h.campaign_halt_id
