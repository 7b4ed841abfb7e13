-- Identifiers of new rows that tie to nobody yet; a later row that names their user claims them.
select
    'unclaimed_' || seen.kind as kind,
    count(distinct seen.value) as identifiers
from seen
where not exists (select from crm.identifier as known where known.kind = seen.kind and known.value = seen.value)
    and seen.kind in ('device_id', 'loyalty_card')
group by seen.kind
