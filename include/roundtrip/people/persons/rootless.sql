-- What hangs on no account: each its own root, until it finds a smaller one.
create temporary table rooted on commit drop as
select node.identifier_id, node.identifier_id as root
from node
where
    node.standing <> 'shared'
    and not exists (select from labelled where labelled.identifier_id = node.identifier_id);

create unique index on rooted (identifier_id);
analyze rooted
