-- The addresses of affected people as the newest version of each row states them. One that names nobody by itself, as a push
-- token, is an account's only while its row names the account: nobody is written to on a device they signed out of.
insert into stated (kind, person_id, address_hash, platform, seen_at)
select {kind}, newest.person_id, newest.address_hash, newest.platform, newest.seen_at
from (
    select
        {person} as person_id,
        {account} as account_id,
        line.address_hash,
        line.platform,
        line.seen_at
    from (
        select
            {columns},
            {address_hash} as address_hash,
            {platform} as platform,
            {seen_at} as seen_at,
            row_number() over (partition by {key} order by {seen_at} desc, line.batch_id desc, line.line desc) as nth
        from {raw} as line
        where ({key}) in ({keys})
    ) as line
    {joins}
    where line.nth = 1 and line.address_hash is not null
) as newest
inner join affected on affected.kind = {kind} and affected.person_id = newest.person_id
where
    {is_own}
    or newest.account_id is not null
    or not exists (select from crm.identifier as account where account.kind = 'user_id' and account.person_id = newest.person_id)
