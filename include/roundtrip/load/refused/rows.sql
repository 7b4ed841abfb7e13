-- One row per refused row of a feed, in the order in which its files have them. Of who was erased nothing is left to read.
select quarantine_id, file, line, reason, field, bytes, batch_id
from raw.open_quarantine
where
    feed = %(feed)s and line > 0 and reason <> %(erased)s
    and (%(file)s::text is null or file = %(file)s)
    and (%(reason)s::text is null or reason = %(reason)s)
order by file, line, quarantine_id
