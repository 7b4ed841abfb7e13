-- Of answers that came after the lease had run out.
select distinct m.occurrence_on
from crm.message m
where m.message_id = any (cast(:ids as uuid [])) and m.owner = :owner and m.state in ('uncertain', 'presumed_unsent')
