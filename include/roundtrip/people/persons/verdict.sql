-- One row per identifier in question and the person it names from tonight on; nobody where it is shared.
create temporary table verdict on commit drop as
select found.*, becomes.person_id
from found
left join becomes using (label);

create unique index on verdict (identifier_id);
analyze verdict
