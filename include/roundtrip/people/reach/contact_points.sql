-- What a provider disabled stays so, however often the app repeats it and whoever the person turns out to be; what we disabled
-- ourselves comes back with a new statement.
with disabled as (
    select merging.into_person_id as person_id, point.kind, point.address_hash, min(point.disabled_reason) as reason
    from merging
    inner join crm.contact_point as point on point.person_id = merging.from_person_id
    where point.disabled_reason not in ('replaced', 'moved', 'merged')
    group by merging.into_person_id, point.kind, point.address_hash
)
insert into crm.contact_point as known (person_id, kind, address_hash, platform, seen_at, is_active, disabled_reason, known_as_of)
select distinct on (stated.person_id, stated.kind, stated.address_hash)
    stated.person_id,
    stated.kind,
    stated.address_hash,
    stated.platform,
    stated.seen_at,
    disabled.reason is null,
    disabled.reason,
    {as_of}::date
from stated
left join disabled using (person_id, kind, address_hash)
where stated.seen_at is not null -- of a record of several lines the first says when
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
