insert into {raw} ({columns}, extra, content_hash, batch_id, line, known_as_of)
select
    {staged},
    new.extra,
    new.content_hash,
    %(batch_id)s,
    new.line,
    %(as_of)s
from stage as new{only_fresh}
