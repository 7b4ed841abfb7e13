-- Where something may change: new identifiers and those with a new link. Everybody else stays who they are, at no cost.
create temporary table node on commit drop as
select
    seen.identifier_id,
    seen.kind,
    seen.value,
    coalesce(seen.standing, 'single') as standing,
    seen.person_id as old_person_id,
    seen.standing as old_standing,
    seen.first_seen_at,
    seen.is_new
from seen
where
    seen.is_new
    or seen.identifier_id in (
        select identifier_id from new_link
        union all
        select with_identifier_id from new_link
    );

create unique index on node (identifier_id);
analyze node
