-- What ties newcomers to people and to each other without making them one: a thing that several share, or an address that names
-- nobody by itself, as a push token. What more than a household shares ties nobody.
create temporary table bond on commit drop as
with crossing as (
    select link.identifier_id, link.with_identifier_id
    from new_link as link
    inner join verdict as near on near.identifier_id = link.identifier_id
    inner join verdict as far on far.identifier_id = link.with_identifier_id
    where near.person_id is distinct from far.person_id
),
thing as (
    select verdict.identifier_id
    from verdict
    where
        verdict.kind <> 'user_id'
        and verdict.identifier_id in (select identifier_id from crossing union all select with_identifier_id from crossing)
),
near_thing as (
    select thing.identifier_id as thing_id, thing.identifier_id from thing
    union all
    select thing.identifier_id, link.with_identifier_id
    from thing inner join crm.identity_link as link on link.identifier_id = thing.identifier_id
    union all
    select thing.identifier_id, link.identifier_id
    from thing inner join crm.identity_link as link on link.with_identifier_id = thing.identifier_id
),
shared_thing as (
    select distinct near_thing.thing_id::text as thing, coalesce(verdict.person_id, known.person_id) as person_id
    from near_thing
    left join verdict using (identifier_id)
    left join crm.identifier as known on verdict.identifier_id is null and known.identifier_id = near_thing.identifier_id
    where
        coalesce(verdict.person_id, known.person_id) is not null
        -- another shared thing beside it says nothing of its own people
        and (coalesce(verdict.standing, known.standing) = 'single' or near_thing.identifier_id = near_thing.thing_id)
),
seen_at_address as (
    select distinct on (sighting.sighting_id) sighting.address as thing, coalesce(verdict.person_id, known.person_id) as person_id
    from sighting
    inner join member using (sighting_id)
    inner join seen using (kind, value)
    left join verdict using (identifier_id)
    left join crm.identifier as known on verdict.identifier_id is null and known.identifier_id = seen.identifier_id
    where sighting.address is not null and coalesce(verdict.person_id, known.person_id) is not null
    order by sighting.sighting_id, member.kind = 'user_id' desc, seen.identifier_id
),
shared_address as (
    select thing, person_id from seen_at_address
    union
    select point.address_hash, point.person_id
    from crm.contact_point as point
    where point.address_hash in (select thing from seen_at_address)
),
together as (
    select thing, person_id from shared_thing
    union
    select thing, person_id from shared_address
)
select thing, person_id
from (select together.*, count(*) over (partition by thing) as people from together) as counted
where people between 2 and {household};

analyze bond
