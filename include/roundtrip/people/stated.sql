-- The addresses of affected people as the newest version of each row states them.
insert into stated (kind, person_id, address_hash, platform, seen_at)
select
    {kind},
    person.person_id,
    newest.address_hash,
    newest.platform,
    newest.seen_at
from (
    select
        {user_id} as user_id,
        {address_hash} as address_hash,
        {platform} as platform,
        {seen_at} as seen_at,
        row_number() over (partition by {key} order by {seen_at} desc, batch_id desc, line desc) as nth
    from {raw}
    where
        ({key}) in (
            select {key}
            from {raw}
            inner join crm.identifier as named on named.kind = 'user_id' and {user_id} = named.value
            inner join affected on affected.kind = {kind} and named.person_id = affected.person_id
        )
) as newest
inner join crm.identifier as person on person.kind = 'user_id' and newest.user_id = person.value
inner join affected on affected.kind = {kind} and person.person_id = affected.person_id
where newest.nth = 1 and newest.address_hash is not null
