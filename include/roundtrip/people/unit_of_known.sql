-- A newcomer who shares something with people we know joins the oldest of their units.
update minted
set unit_id = coalesce(shared.unit_id, minted.person_id)
from minted as newcomer
left join (
    select
        link.person_id,
        min(person.unit_id) as unit_id
    from link
    inner join (
        select
            kind,
            value,
            person_id
        from crm.identifier
        union all
        select
            kind,
            address_hash,
            person_id
        from crm.contact_point
    ) as known on link.kind = known.kind and link.value = known.value
    inner join crm.person on known.person_id = person.person_id
    group by link.person_id
) as shared on newcomer.person_id = shared.person_id
where minted.person_id = newcomer.person_id
