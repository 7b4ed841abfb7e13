-- Whether these bytes were loaded and nothing was stated since that they would take back. The statement counts that was made
-- last: of a file restated A, B, A the third is news although its bytes are not. A file that was only touched restates nothing.
select exists (
    select
    from raw.batch as said
    where said.feed = %(feed)s and said.checksum = %(checksum)s and ({is_last_word})
)
