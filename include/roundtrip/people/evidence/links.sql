-- Identifiers that stood in one row, each pair as it was first seen: by the night that learned of it, then by its time.
create temporary table named on commit drop as
select member.sighting_id, seen.identifier_id, seen.kind
from member
inner join seen using (kind, value)
inner join sighting using (sighting_id)
where sighting.address is null;

analyze named;

create temporary table new_link on commit drop as
select pair.*
from (
    select distinct on (one.identifier_id, other.identifier_id)
        one.identifier_id,
        one.kind,
        other.identifier_id as with_identifier_id,
        other.kind as with_kind,
        sighting.feed,
        sighting.batch_id,
        sighting.seen_at as first_seen_at,
        sighting.known_as_of
    from named as one
    inner join named as other on other.sighting_id = one.sighting_id and other.identifier_id > one.identifier_id
    inner join sighting on sighting.sighting_id = one.sighting_id
    order by one.identifier_id, other.identifier_id, sighting.known_as_of, sighting.seen_at, sighting.feed, sighting.batch_id
) as pair
where not exists (
    select from crm.identity_link as known
    where known.identifier_id = pair.identifier_id and known.with_identifier_id = pair.with_identifier_id
);

analyze new_link
