insert into crm.link (link_id, target)
select link_id, target
from unnest(cast(:ids as text []), cast(:targets as text [])) as given (link_id, target)
order by link_id -- two workers with the same links never wait for each other in a circle
on conflict do nothing
