-- What ties newcomers to people and to each other: a device, a loyalty card, an address. What more than a household
-- shares ties nobody: a demo phone of a shop, an e-mail address everybody types in.
create temporary table link on commit drop as
select distinct
    minted.person_id,
    seen.kind,
    seen.value
from seen
inner join minted on seen.user_id = minted.user_id
where
    seen.kind <> 'user_id'
    and (seen.kind, seen.value) not in (
        select
            crowd.kind,
            crowd.value
        from seen as crowd
        where crowd.user_id is not null and crowd.kind <> 'user_id'
        group by crowd.kind, crowd.value
        having count(distinct crowd.user_id) > %(household)s
    )
