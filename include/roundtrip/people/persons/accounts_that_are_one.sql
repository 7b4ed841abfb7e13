-- Accounts seen with one thing of a kind that the policy lets merge accounts take the smallest label among them.
update labelled
set label = smallest.label
from (
    select tie.identifier_id, min(best.label) as label
    from tie
    inner join (
        select thing.identifier_id, min(account.label) as label
        from node as thing
        inner join tie on tie.identifier_id = thing.identifier_id
        inner join labelled as account on account.identifier_id = tie.with_identifier_id
        where thing.kind = any ({merging}::text [])
        group by thing.identifier_id
    ) as best on best.identifier_id = tie.with_identifier_id
    group by tie.identifier_id
) as smallest
where labelled.identifier_id = smallest.identifier_id and smallest.label < labelled.label
