-- What the app shows: rows the public api serves to the account they are addressed to, and to nobody else (docs/adr/0032).

do $$
begin
    if not exists (select from pg_roles where rolname = 'roundtrip_app') then
        begin
            create role roundtrip_app nologin;
        exception when duplicate_object or unique_violation then
            null;  -- another database of the same server is being migrated at this moment
        end;
    end if;
    grant roundtrip_app to current_user;
    execute format('grant connect on database %I to roundtrip_app', current_database());
end $$;
grant usage on schema crm to roundtrip_app;

set role roundtrip_owner;

-- Accounts are addresses --------------------------------------------------------------------------------------------------
alter table crm.address
    drop constraint address_kind_check, add constraint address_kind_check check (kind in ('email', 'phone', 'push_token', 'app_user'));
alter table crm.contact_point
    drop constraint contact_point_kind_check, add constraint contact_point_kind_check check (kind in ('email', 'phone', 'push_token', 'app_user'));
comment on table crm.contact_point is 'One row per person and address, push token or account of the app; never the address itself, but for app_user, whose address is the user_id that crm.identifier holds in clear.';

insert into crm.contact_point (person_id, kind, address_hash, seen_at, known_as_of)
select person_id, 'app_user', value, coalesce(first_seen_at, known_as_of), known_as_of
from crm.identifier
where kind = 'user_id' and person_id is not null and value not like 'erased:%'
on conflict do nothing;

insert into crm.address (address_hash, kind, address)
select value, 'app_user', value
from crm.identifier
where kind = 'user_id' and person_id is not null and value not like 'erased:%'
on conflict do nothing;

-- The inbox ---------------------------------------------------------------------------------------------------------------
create table crm.inbox (
    message_id uuid primary key,
    occurrence_on date not null,
    user_id text not null check (user_id <> ''),
    channel text not null check (channel in ('in_app', 'feed')),
    placement text,
    priority integer not null default 0,
    is_pinned boolean not null default false,
    payload jsonb not null,
    most_shown integer check (most_shown > 0),
    placed_at timestamptz not null,
    valid_until timestamptz not null,
    shown integer not null default 0,
    read_at timestamptz,
    clicked_at timestamptz,
    dismissed_at timestamptz,
    check (valid_until > placed_at)
);
comment on table crm.inbox is 'One row per message the app shows: its row here is its sending. payload: docs/inbox.schema.json. shown, read_at, clicked_at and dismissed_at sum up the account''s receipts in crm.feedback.';
create index inbox_of_account on crm.inbox (user_id, channel, is_pinned desc, placed_at desc, message_id desc);
create index inbox_out_of_date on crm.inbox (valid_until);

create function crm.guard_inbox() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    sent crm.message;
begin
    -- Locked, so that nobody settles the message as not sent while its row is on the way.
    select m.* into sent from crm.message m
    where m.message_id = new.message_id and m.occurrence_on = new.occurrence_on
      and m.state = 'in_flight' and m.lease_until >= clock_timestamp()
    for key share;
    if not found then
        raise exception 'message %: is shown to nobody, for it is not in flight', new.message_id using errcode = 'restrict_violation';
    end if;
    if (sent.channel, sent.address_hash) is distinct from (new.channel, new.user_id) then
        raise exception 'message %: is another account''s, or another channel''s', new.message_id using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger guard before insert on crm.inbox for each row execute function crm.guard_inbox();
create trigger never_emptied before truncate on crm.inbox for each statement execute function crm.refuse_change();

create function crm.may_be_shown(which uuid, on_day date) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (
        select from crm.message m
        where m.message_id = which and m.occurrence_on = on_day and m.state = 'accepted' and crm.why_not(m) is null)
$$;
comment on function crm.may_be_shown is 'Whether a message that was placed may be shown at this moment: what could not be sent now is not shown either, so a halt, a pause or a withdrawn consent takes it back.';

-- One account's rows and no others: the api sets roundtrip.user_id to the account whose token it verified.
alter table crm.inbox enable row level security;
create policy own on crm.inbox for select to roundtrip_app
using (user_id = current_setting('roundtrip.user_id', true) and crm.may_be_shown(message_id, occurrence_on));
create policy placed on crm.inbox to roundtrip_sender using (true) with check (true);
create policy erased on crm.inbox to roundtrip_eraser using (true);
create policy shown on crm.inbox for select to roundtrip_operator using (true);

-- A row in the inbox proves its message as a report would.
create or replace function crm.is_proved_by_feedback(m crm.message) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (select from crm.feedback f where f.message_id = m.message_id and f.kind <> 'dropped')
        or exists (select from crm.inbox i where i.message_id = m.message_id)
$$;

-- Receipts ----------------------------------------------------------------------------------------------------------------
alter table crm.webhook_body add column sent_by text;
comment on column crm.webhook_body.sent_by is 'The account whose token came with the body; null for providers and the app''s backend. It speaks for its own messages only.';

alter table crm.feedback drop constraint feedback_kind_check, add constraint feedback_kind_check check (kind in (
    'processed', 'delivered', 'opened', 'clicked', 'bounced', 'dropped', 'deferred', 'complained', 'unsubscribed', 'received',
    'shown', 'dismissed', 'read'));

create function crm.guard_receipt() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if not exists (
        select from crm.webhook_body b join crm.message m on m.address_hash = b.sent_by and m.channel in ('in_app', 'feed')
        where b.webhook_body_id = new.webhook_body_id and m.message_id = new.message_id) then
        raise exception 'message %: an account gives receipts of its own messages only', new.message_id using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger own_messages before insert on crm.feedback for each row when (new.provider = 'inbox') execute function crm.guard_receipt();

create function crm.note_receipts() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    -- in one order, so that two bodies about the same messages never wait in a circle
    perform from crm.inbox i
    where i.message_id in (select a.message_id from arrived a where a.provider = 'inbox')
    order by i.message_id for update;

    update crm.inbox i
    set shown = i.shown + n.shown, read_at = least(i.read_at, n.read_at),
        clicked_at = least(i.clicked_at, n.clicked_at), dismissed_at = least(i.dismissed_at, n.dismissed_at)
    from (
        select a.message_id, count(*) filter (where a.kind = 'shown') as shown,
            min(a.occurred_at) filter (where a.kind in ('read', 'clicked')) as read_at,
            min(a.occurred_at) filter (where a.kind = 'clicked') as clicked_at,
            min(a.occurred_at) filter (where a.kind = 'dismissed') as dismissed_at
        from arrived a where a.provider = 'inbox' group by a.message_id
    ) n
    where i.message_id = n.message_id;
    return null;
end $$;
create trigger noted after insert on crm.feedback
referencing new table as arrived for each statement execute function crm.note_receipts();

-- Erasure and grants ------------------------------------------------------------------------------------------------------
create trigger only_the_erased before delete on crm.inbox for each row
when (current_user = 'roundtrip_eraser') execute function crm.guard_erasure('message');

revoke all on function crm.guard_inbox, crm.may_be_shown, crm.guard_receipt, crm.note_receipts from public;
grant execute on function crm.may_be_shown to roundtrip_app;
grant select on crm.inbox to roundtrip_app, roundtrip_sender, roundtrip_operator;
grant insert on crm.inbox to roundtrip_sender;
grant select, delete on crm.inbox to roundtrip_eraser;
grant update (sent_by) on crm.webhook_body to roundtrip_eraser;

reset role;
