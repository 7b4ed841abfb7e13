-- what a tie that was there before leads to, where both ends tie
insert into node
select far.identifier_id, far.kind, far.value, far.standing, far.person_id, far.standing, far.first_seen_at, false
from (
    select link.with_identifier_id as identifier_id
    from node as near
    inner join crm.identity_link as link on link.identifier_id = near.identifier_id
    where not near.is_new and near.standing = 'single'
    union
    select link.identifier_id
    from node as near
    inner join crm.identity_link as link on link.with_identifier_id = near.identifier_id
    where not near.is_new and near.standing = 'single'
) as reached
inner join crm.identifier as far on far.identifier_id = reached.identifier_id and far.standing = 'single'
where not exists (select from node where node.identifier_id = far.identifier_id)
