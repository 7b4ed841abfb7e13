-- One new person for each user_id nobody has. The id orders them; the unit is their own until a link says otherwise.
create temporary table minted on commit drop as
select
    newcomer.user_id,
    nextval('crm.person_person_id_seq') as person_id,
    null::bigint as unit_id
from (
    select distinct seen.value as user_id
    from seen
    where
        seen.kind = 'user_id'
        and not exists (select from crm.identifier as known where known.kind = 'user_id' and known.value = seen.value)
    order by user_id
) as newcomer
