-- From the stage into raw, in one statement a file: of rows that are the same again the first line of the file stays,
-- and it too only where raw has none. Keys are required, so that = compares them all.
insert into {raw} ({columns}, extra, content_hash, batch_id, line, known_as_of)
select
    {staged},
    new.extra,
    new.content_hash,
    %(batch_id)s,
    new.line,
    %(as_of)s
from stage as new
where
    new.line in (select min(stage.line) from stage group by {same_in_file})
    and not exists (select from {raw} as old where {same_as_old})
