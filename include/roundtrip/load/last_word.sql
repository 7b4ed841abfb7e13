-- The file of this name said it last, or nobody restated any of its partitions.
said.batch_id = (select max(batch_id) from raw.batch where feed = %(feed)s and file = %(file)s)
or not exists (
    select
    from {raw} as old
    inner join {raw} as newer on {same_partition}
    where old.batch_id = said.batch_id and newer.batch_id > said.batch_id
)
