-- One row per channel.
select channel, people, with_address, with_consent, suppressed, reachable
from results.rpt_reachability
where as_of = (select max(as_of) from results.rpt_reachability)
order by channel
