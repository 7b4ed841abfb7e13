-- Whatever the order in which reports come, and however often they are read again, the same state comes of it (docs/adr/0032).
set role roundtrip_owner;

-- A body is read by the business time at which it came, also when it is read again.
alter table crm.webhook_body add column known_at timestamptz;
comment on column crm.webhook_body.known_at is 'Business time of receipt; null in bodies of before it was kept, whose received_at counts.';

create table crm.webhook_reading (
    webhook_body_id bigint primary key references crm.webhook_body,
    is_readable boolean not null,
    recorded integer not null default 0,
    repeated integer not null default 0,
    "foreign" integer not null default 0,
    faulty integer not null default 0,
    read_at timestamptz not null default clock_timestamp()
);
comment on table crm.webhook_reading is 'One row per body that was read, with what its events were the first time: recorded, repeated (known before), foreign (about no message of whom it came from, or of a kind nobody asks for), faulty (not what such a sender sends). A body without one is still to be read.';
create trigger append_only before update or delete or truncate on crm.webhook_reading
for each statement execute function crm.refuse_change();
insert into crm.webhook_reading (webhook_body_id, is_readable) select webhook_body_id, true from crm.webhook_body;

-- A suppression is never lifted; of several words about an address the earliest stands, whichever came first.
drop trigger append_only on crm.suppression;
create trigger append_only before delete or truncate on crm.suppression
for each statement execute function crm.refuse_change();
create function crm.guard_suppression() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if (new.address_hash, new.channel) is distinct from (old.address_hash, old.channel) or new.effective_at > old.effective_at then
        raise exception 'a suppression is never lifted: only an earlier word about the address takes its place' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger guard before update on crm.suppression for each row
when (current_user <> 'roundtrip_eraser') execute function crm.guard_suppression();

-- What the app would show is erased by the account it is for, also where the ledger's month was retired.
create function crm.guard_inbox_erasure() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if not exists (select from crm.erasing_value v where v.value = old.user_id and not v.is_shared) then
        raise exception 'crm.inbox: the eraser takes out rows of those whose erasure is under way, and only those' using errcode = 'restrict_violation';
    end if;
    return old;
end $$;
drop trigger only_the_erased on crm.inbox;
create trigger only_the_erased before delete on crm.inbox for each row
when (current_user = 'roundtrip_eraser') execute function crm.guard_inbox_erasure();

create function crm.tidy_inbox(now timestamptz) returns bigint language sql security definer set search_path = pg_catalog, pg_temp as $$
    with gone as (
        delete from crm.inbox i where i.valid_until < least(now, clock_timestamp()) - interval '30 days' returning i.message_id
    )
    select count(*) from gone
$$;
comment on function crm.tidy_inbox is 'Takes out what the app has not shown for a month, for its time had passed; how many. Message and receipts stay.';

revoke all on function crm.guard_suppression, crm.guard_inbox_erasure, crm.tidy_inbox from public;
grant execute on function crm.tidy_inbox to roundtrip_sender;
grant update (reason, effective_at, source, known_as_of) on crm.suppression to roundtrip_webhook;
grant select, insert on crm.webhook_reading to roundtrip_webhook;
grant select on crm.webhook_reading to roundtrip_operator;

reset role;
