-- Every identifier of the new rows: with the id it has, or a new one.
analyze sighting;

create temporary table member on commit drop as
select sighting.sighting_id, named.kind, named.value
from sighting
cross join lateral (values
    ('user_id', user_id), ('anonymous_id', anonymous_id), ('device_id', device_id), ('web_cookie', web_cookie),
    ('email', email), ('phone', phone), ('loyalty_card', loyalty_card)
) as named (kind, value)
where named.value is not null;

analyze member;

create temporary table seen on commit drop as
select
    coalesce(known_id, nextval('crm.identifier_identifier_id_seq')) as identifier_id,
    kind,
    value,
    first_seen_at,
    person_id,
    standing,
    known_id is null as is_new
from (
    select
        tonight.kind,
        tonight.value,
        -- what is long known was seen before tonight's rows: its past changes hands with it
        least(tonight.first_seen_at, known.first_seen_at) as first_seen_at,
        known.identifier_id as known_id,
        known.person_id,
        known.standing
    from (
        select member.kind, member.value, min(sighting.seen_at) as first_seen_at
        from member inner join sighting using (sighting_id)
        group by member.kind, member.value
    ) as tonight
    left join crm.identifier as known using (kind, value)
    -- the same rows get the same ids, whatever the order of the files
    order by tonight.kind, tonight.value
) as ordered;

analyze seen;

-- a late row tells of an earlier time
update crm.identifier as known
set first_seen_at = seen.first_seen_at
from seen
where
    not seen.is_new
    and known.identifier_id = seen.identifier_id
    and coalesce(known.first_seen_at > seen.first_seen_at, true)
