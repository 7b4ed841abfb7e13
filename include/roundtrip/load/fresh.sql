-- Lines of the stage that are news: of rows that are the same again the first line of the file, and it too only where raw has
-- none. A statement of its own: the planner must see raw as it is, not as it grows while rows go in. Keys are required, so
-- that = compares them; what a row may lack (key_if_any) is told apart by IS NOT DISTINCT FROM.
insert into fresh (line)
select new.line
from (
    select
        {same_in_file},
        min(stage.line) as line
    from stage
    group by {same_in_file}
) as new
where not exists (select from {raw} as old where {same_as_old})
