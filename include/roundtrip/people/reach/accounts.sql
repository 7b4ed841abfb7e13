-- An account is an address too: that of the app, which shows its messages to whoever signs in to it. It is the user_id itself.
insert into affected (kind, person_id)
select distinct 'app_user', person_id
from verdict
where kind = 'user_id' and person_id is not null
on conflict do nothing;

-- The planner knows of no account among them yet, and would look through all accounts for each.
analyze affected;

insert into stated (kind, person_id, address_hash, seen_at)
select 'app_user', account.person_id, account.value, coalesce(account.first_seen_at, {night_began_at})
from affected
inner join crm.identifier as account on affected.person_id = account.person_id and account.kind = 'user_id'
where affected.kind = 'app_user';

insert into crm.address (address_hash, kind, address)
select address_hash, kind, address_hash
from stated
where kind = 'app_user'
on conflict do nothing
