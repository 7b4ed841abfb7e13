-- What ties what, both ways: links between things that tie, and of a thing with several accounts the one it was first seen with.
create temporary table tie on commit drop as
with link as (
    select
        near.identifier_id, near.kind, near.value, near.standing,
        far.identifier_id as far_id, far.kind as far_kind, far.value as far_value, far.standing as far_standing,
        identity_link.known_as_of, identity_link.first_seen_at
    from node as near
    inner join crm.identity_link on identity_link.identifier_id = near.identifier_id
    inner join node as far on far.identifier_id = identity_link.with_identifier_id
    where near.standing <> 'shared' and far.standing <> 'shared'
),
first_account as (
    select distinct on (thing) thing, account, known_as_of, first_seen_at
    from (
        select identifier_id as thing, far_id as account, far_value as account_value, known_as_of, first_seen_at
        from link where standing = 'several' and far_kind = 'user_id'
        union all
        select far_id, identifier_id, value, known_as_of, first_seen_at
        from link where far_standing = 'several' and kind = 'user_id'
    ) as owned
    order by thing, known_as_of, first_seen_at, account_value
)
select identifier_id, far_id as with_identifier_id, known_as_of, first_seen_at from link where standing = 'single' and far_standing = 'single'
union all
select far_id, identifier_id, known_as_of, first_seen_at from link where standing = 'single' and far_standing = 'single'
union all
select thing, account, known_as_of, first_seen_at from first_account
union all
select account, thing, known_as_of, first_seen_at from first_account;

create index on tie (identifier_id);
analyze tie
