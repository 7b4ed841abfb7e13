-- Whom a feed says not to write to is not written to again: the first word on an address counts, and none takes it back.
insert into crm.suppression (address_hash, channel, reason, effective_at, source, known_as_of)
select distinct on (stated.address_hash)
    stated.address_hash,
    {channel},
    stated.reason,
    least(stated.stated_at, {night_began_at}),
    {source},
    {as_of}::date
from (
    select
        {address} as address_hash,
        {reason} as reason,
        {stated_at}::timestamptz as stated_at
    from {raw}
    where batch_id > {after} and batch_id <= {through}
) as stated
order by stated.address_hash, stated.stated_at, stated.reason
on conflict (address_hash, channel) do nothing
