-- raw.quarantine stays as it was written; what became of its rows since stands beside it (docs/adr/0016).
set role roundtrip_owner;

create table raw.quarantine_retry (
    retry_id bigint generated always as identity primary key,
    quarantine_id bigint not null references raw.quarantine,
    batch_id bigint references raw.batch,
    line bigint,
    reason text,
    field text,
    known_as_of date not null,
    retried_at timestamptz not null default clock_timestamp(),
    constraint quarantine_retry_went_in_or_was_refused check ((batch_id is null) = (reason is not null))
);
create unique index quarantine_retry_once on raw.quarantine_retry (quarantine_id) where batch_id is not null;
create index on raw.quarantine_retry (quarantine_id, retry_id);
create index on raw.quarantine_retry (batch_id);
comment on table raw.quarantine_retry is 'One row per try to load a quarantined row again that changed something: it went in, as that line of that batch, once and for all; or it was refused for another reason than before. Append-only.';
create index on raw.quarantine (feed, file, line);

create view raw.open_quarantine as
select
    q.quarantine_id, q.feed, q.file, q.line, q.bytes, q.batch_id, q.known_as_of,
    coalesce(latest.reason, q.reason) as reason,
    case when latest.reason is null then q.field else latest.field end as field
from raw.quarantine as q
left join lateral (
    select r.reason, r.field, r.batch_id
    from raw.quarantine_retry as r
    where r.quarantine_id = q.quarantine_id
    order by r.batch_id nulls last, r.retry_id desc
    limit 1
) as latest on true
where latest.batch_id is null;
comment on view raw.open_quarantine is 'One row per quarantined row that is in no table of raw yet, with its present reason; line 0 is a file as a whole. May hold personal data: the loader and the operator only.';

comment on column raw.batch.rows_quarantined is 'Rows the file left in quarantine. Negative in the batch of a retry, which brings no rows of its own (rows_in = 0) and takes so many out of the quarantine: the sum over a feed''s batches is what lies there now.';

grant select, insert on raw.quarantine_retry to roundtrip_loader;
grant select on raw.open_quarantine to roundtrip_loader, roundtrip_operator;
grant select on raw.quarantine_retry to roundtrip_operator, roundtrip_transformer;

reset role;
