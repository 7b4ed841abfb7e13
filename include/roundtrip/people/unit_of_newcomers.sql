-- Newcomers who share something take the smallest unit among them; repeated until nothing changes. A unit we knew is always
-- smaller than a new one, as ids only grow.
update minted
set unit_id = smallest.unit_id
from (
    select
        link.person_id,
        min(together.unit_id) as unit_id
    from link
    inner join (
        select
            link.kind,
            link.value,
            min(minted.unit_id) as unit_id
        from link
        inner join minted on link.person_id = minted.person_id
        group by link.kind, link.value
    ) as together on link.kind = together.kind and link.value = together.value
    group by link.person_id
) as smallest
where minted.person_id = smallest.person_id and smallest.unit_id < minted.unit_id
