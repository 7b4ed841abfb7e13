-- What a provider disabled stays so, however often the app repeats it; what we disabled ourselves comes back with a new statement.
insert into crm.contact_point as known (person_id, kind, address_hash, platform, seen_at, known_as_of)
select distinct on (stated.person_id, stated.kind, stated.address_hash)
    stated.person_id,
    stated.kind,
    stated.address_hash,
    stated.platform,
    stated.seen_at,
    %(as_of)s
from stated
order by stated.person_id, stated.kind, stated.address_hash, stated.seen_at desc, stated.platform nulls last
on conflict (person_id, kind, address_hash) do update set
    seen_at = greatest(known.seen_at, excluded.seen_at),
    platform = excluded.platform,
    is_active = known.is_active or known.disabled_reason in ('replaced', 'moved'),
    disabled_reason = case when known.disabled_reason not in ('replaced', 'moved') then known.disabled_reason end
where
    known.seen_at < excluded.seen_at
    or known.platform is distinct from excluded.platform
    or known.disabled_reason in ('replaced', 'moved')
