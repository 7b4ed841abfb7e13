-- What a thing ties. People have few accounts, cards, addresses and phones: a thing seen with too many of one
-- of these is shared and ties nobody; one of several accounts is the first one's and ties nothing else, unless the policy
-- says that it makes accounts one person. An account is always one person.
with link as (
    select identifier_id, with_kind from new_link where kind <> 'user_id'
    union all
    select with_identifier_id, kind from new_link where with_kind <> 'user_id'
    union all
    select known.identifier_id, far.kind
    from (
        select near.identifier_id, old.with_identifier_id as far_id
        from node as near inner join crm.identity_link as old on old.identifier_id = near.identifier_id
        where not near.is_new and near.kind <> 'user_id'
        union all
        select near.identifier_id, old.identifier_id
        from node as near inner join crm.identity_link as old on old.with_identifier_id = near.identifier_id
        where not near.is_new and near.kind <> 'user_id'
    ) as known
    inner join crm.identifier as far on far.identifier_id = known.far_id
),
counted as (
    select identifier_id, with_kind, count(*) as times
    from link
    where with_kind in ('user_id', 'loyalty_card', 'email', 'phone')
    group by identifier_id, with_kind
    having count(*) > 1
),
judged as (
    select identifier_id, bool_or(times > {shared_above}) as is_shared, bool_or(with_kind = 'user_id') as has_several
    from counted
    group by identifier_id
)
update node
set standing = case when judged.is_shared then 'shared' when judged.has_several and node.kind <> all ({merging}::text []) then 'several' else 'single' end
from judged
where node.identifier_id = judged.identifier_id
