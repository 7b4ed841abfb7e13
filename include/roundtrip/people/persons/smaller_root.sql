-- The root that one's root has by now, so that long chains halve at each turn; then the smallest among the neighbours'.
update rooted
set root = further.root
from rooted as further
where rooted.root = further.identifier_id and further.root < rooted.root;

update rooted
set root = nearer.root
from (
    select tie.identifier_id, min(neighbour.root) as root
    from tie
    inner join rooted as neighbour on neighbour.identifier_id = tie.with_identifier_id
    group by tie.identifier_id
) as nearer
where rooted.identifier_id = nearer.identifier_id and nearer.root < rooted.root
