-- Where tracked links lead: a click names one of these rows by a signed id, and never an address (docs/adr/0031).
set role roundtrip_owner;

create table crm.link (
    link_id text primary key check (link_id ~ '^[0-9a-f]{12}$'),
    target text not null check (target ~ '^https://[^/{}\s]+(/|$)'),
    known_at timestamptz not null default clock_timestamp()
);
comment on table crm.link is 'One row per target of a tracked link, as it stands in a campaign: its host is written out, placeholders may follow. Written before the first message with it goes out; append-only.';
create trigger append_only before update or delete or truncate on crm.link
for each statement execute function crm.refuse_change();

grant select, insert on crm.link to roundtrip_sender;
grant select on crm.link to roundtrip_webhook, roundtrip_operator;

-- A STOP comes from a number, which is hashed before anything is asked: whose it is leads to the message that was answered.
grant select (person_id, address_hash) on crm.contact_point to roundtrip_webhook;

reset role;
