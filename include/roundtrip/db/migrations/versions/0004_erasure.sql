-- A person's rights: what is stored about them is shown, handed out, or erased (docs/adr/0014). Erasing is the one exception to
-- append-only, so it has a role of its own, which may change the columns that name somebody, of the rows of people whose erasure
-- an operator asked for and that is under way; nothing else, and nobody else may.

do $$
begin
    if not exists (select from pg_roles where rolname = 'roundtrip_eraser') then
        begin
            create role roundtrip_eraser nologin;
        exception when duplicate_object or unique_violation then
            null;  -- another database of the same server is being migrated at this moment
        end;
    end if;
    grant roundtrip_eraser to current_user;
    execute format('grant connect, temporary on database %I to roundtrip_eraser', current_database());
end $$;
grant usage on schema crm to roundtrip_eraser;

set role roundtrip_owner;
grant usage on schema raw to roundtrip_eraser;

-- What was asked, and what was done about it ---------------------------------------------------------------------------
create table crm.privacy_request (
    privacy_request_id bigint generated always as identity primary key,
    kind text not null check (kind in ('export', 'erase')),
    person_id bigint not null references crm.person,
    requested_by text not null,
    requested_at timestamptz not null default clock_timestamp()
);
comment on table crm.privacy_request is 'One row per request to export or erase a person, and who filed it; append-only. It names the person by person_id alone.';

create table crm.privacy_step (
    privacy_request_id bigint not null references crm.privacy_request,
    step text not null,
    counts jsonb not null default '{}',
    finished_at timestamptz not null default clock_timestamp(),
    primary key (privacy_request_id, step)
);
comment on table crm.privacy_step is 'One row per step of a request that is finished, with what it counted; append-only. A request whose step `done` is missing is run, or run on.';

create table crm.erased_person (
    person_id bigint not null references crm.person,
    privacy_request_id bigint not null references crm.privacy_request,
    primary key (person_id, privacy_request_id)
);
comment on table crm.erased_person is 'One row per person who was erased, or is being, and request; the row of crm.person stays as an empty shell, so that what was counted stays.';

create table crm.tombstone (
    tombstone_id bigint generated always as identity unique,
    kind text not null,
    value_hash text not null,
    primary key (kind, value_hash)
);
comment on table crm.tombstone is 'One row per identifier or address that belonged to an erased person alone, and per file that held them: a keyed hash (HMAC-SHA-256 of kind and value), never the value. What names it is not stored again.';

-- While an erasure is under way it must know whom it erases, also after a crash. Emptied when it is done.
create table crm.erasing (
    privacy_request_id bigint primary key references crm.privacy_request,
    secret text not null default replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')
);
comment on table crm.erasing is 'One row per erasure under way. secret: what takes the place of a value is drawn with it, the same everywhere; with the secret goes the way back.';

create table crm.erasing_value (
    privacy_request_id bigint not null references crm.erasing on delete cascade,
    sort text not null check (sort in ('identifier', 'address', 'personal', 'file')),
    kind text not null,
    value text not null,
    clear text,
    is_shared boolean not null default false
);
comment on table crm.erasing_value is 'One row per value an erasure under way removes: an identifier or address as raw has it (clear: the address itself), a personal value of theirs, or the checksum of a landing file about to be rewritten (kind: its feed; clear: the checksum to come). is_shared: somebody else has it too, who keeps it.';

do $$
declare fact text;
begin
    foreach fact in array array['privacy_request', 'privacy_step', 'erased_person', 'tombstone']
    loop
        execute format('create trigger append_only before update or delete or truncate on crm.%I for each statement execute function crm.refuse_change()', fact);
    end loop;
end $$;

-- Whom -----------------------------------------------------------------------------------------------------------------
create function crm.everybody_merged_into(who bigint) returns setof bigint
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select ever.person_id from crm.current_person ever
    where ever.current_person_id = (select now.current_person_id from crm.current_person now where now.person_id = who)
$$;
comment on function crm.everybody_merged_into is 'Every person_id this human ever had: the one they have today, and whoever was merged into that.';

create function crm.erased_value(secret text, value text) returns text
language sql immutable as $$
    select 'erased:' || left(encode(sha256(convert_to(secret || '/' || value, 'UTF8')), 'hex'), 32)
$$;
comment on function crm.erased_value is 'What takes the place of an identifier: the same in every table while an erasure runs, and no way back once its secret is gone.';

create function crm.addresses_of(request bigint) returns table (kind text, address_hash text, address text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    who bigint;
begin
    select r.person_id into who from crm.privacy_request r
    where r.privacy_request_id = request
      and not exists (select from crm.privacy_step s where s.privacy_request_id = request and s.step = 'done');
    if who is null then
        raise exception 'addresses are read under an open privacy request only' using errcode = 'insufficient_privilege';
    end if;
    insert into crm.privacy_step (privacy_request_id, step) values (request, 'addresses read') on conflict do nothing;
    return query
        select a.kind, a.address_hash, a.address from crm.address a
        where a.address_hash in (
            select c.address_hash from crm.contact_point c where c.person_id in (select crm.everybody_merged_into(who))
            union
            select i.value from crm.identifier i where i.person_id in (select crm.everybody_merged_into(who)));
end $$;
comment on function crm.addresses_of is 'The addresses of the person of an open request, in clear; that they were read stays on record.';

create function crm.begin_erasure(request bigint) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    who bigint;
begin
    select r.person_id into who from crm.privacy_request r where r.privacy_request_id = request and r.kind = 'erase';
    if who is null then
        raise exception 'nobody asked for erasure %', request using errcode = 'insufficient_privilege';
    end if;
    if exists (select from crm.privacy_step s where s.privacy_request_id = request and s.step = 'done') then
        return false;
    end if;
    insert into crm.erasing (privacy_request_id) values (request) on conflict do nothing;
    if not found then
        return true;  -- it goes on where it stopped
    end if;
    insert into crm.erased_person (person_id, privacy_request_id) select p, request from crm.everybody_merged_into(who) p;
    insert into crm.erasing_value (privacy_request_id, sort, kind, value, clear)
    select request, case when a.kind is null then 'identifier' else 'address' end, i.kind, i.value, a.address
    from crm.identifier i
    left join crm.address a on a.kind = i.kind and a.address_hash = i.value
    where i.person_id in (select crm.everybody_merged_into(who)) and i.value not like 'erased:%';
    insert into crm.erasing_value (privacy_request_id, sort, kind, value, clear)
    select distinct request, 'address', c.kind, c.address_hash, a.address
    from crm.contact_point c
    left join crm.address a using (address_hash)
    where c.person_id in (select crm.everybody_merged_into(who)) and c.address_hash not like 'erased:%'
      and not exists (
          select from crm.erasing_value v where v.privacy_request_id = request and v.kind = c.kind and v.value = c.address_hash);
    update crm.erasing_value v set is_shared = true
    where v.privacy_request_id = request and (
        exists (select from crm.identifier i where i.kind = v.kind and i.value = v.value and i.standing <> 'single')
        or exists (
            select from crm.contact_point c
            where c.address_hash = v.value and c.person_id not in (select crm.everybody_merged_into(who))));
    return true;
end $$;
comment on function crm.begin_erasure is 'Notes whom an erasure is about and by what they are known; false where it is done already.';

create function crm.end_erasure(request bigint, counts jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    delete from crm.erasing e where e.privacy_request_id = request;
    if found then
        insert into crm.privacy_step (privacy_request_id, step, counts) values (request, 'done', end_erasure.counts);
    end if;
end $$;
comment on function crm.end_erasure is 'Forgets by what the person was known, and the secret with it.';

create function crm.end_export(request bigint, counts jsonb) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
    insert into crm.privacy_step (privacy_request_id, step, counts)
    select r.privacy_request_id, 'done', end_export.counts from crm.privacy_request r
    where r.privacy_request_id = request and r.kind = 'export'
    on conflict do nothing
$$;

-- The one exception to append-only -----------------------------------------------------------------------------------
create or replace function crm.refuse_change() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if current_user = 'roundtrip_eraser' and tg_op in ('UPDATE', 'DELETE') then
        return null;  -- its grants say which columns, and guard_erasure says whose rows
    end if;
    raise exception '%.% is append-only: % refused', tg_table_schema, tg_table_name, tg_op using errcode = 'restrict_violation';
end $$;

create function crm.guard_erasure() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    was jsonb := to_jsonb(old);
    is_theirs boolean;
begin
    is_theirs := case tg_argv[0]
        when 'person' then exists (
            select from crm.erased_person p join crm.erasing using (privacy_request_id) where p.person_id = (was ->> 'person_id')::bigint)
        when 'message' then exists (
            select from crm.message m join crm.erased_person p using (person_id) join crm.erasing using (privacy_request_id)
            where m.message_id = (was ->> 'message_id')::uuid)
        when 'address' then exists (
            select from crm.erasing_value v where v.value = was ->> 'address_hash' and not v.is_shared)
        else exists (select from crm.erasing)
    end;
    if not is_theirs then
        raise exception '%.%: the eraser changes rows of those whose erasure is under way, and only those', tg_table_schema, tg_table_name
            using errcode = 'restrict_violation';
    end if;
    return case tg_op when 'DELETE' then old else new end;
end $$;
comment on function crm.guard_erasure is 'Lets the eraser at a row only if it is of a person being erased: by person_id, by their message, by an address nobody shares; `any`: bytes, whose owner no column names, while an erasure is under way.';

do $$
declare
    guarded record;
begin
    for guarded in select * from (values
        ('crm.identifier', 'person'), ('crm.contact_point', 'person'), ('crm.message', 'person'), ('crm.attempt', 'message'),
        ('crm.feedback', 'message'), ('crm.suppression', 'address'), ('crm.address', 'address'), ('crm.webhook_body', 'any'),
        ('crm.run', 'any'), ('raw.quarantine', 'any'), ('raw.batch', 'any')) t (relation, whose)
    loop
        execute format('create trigger only_the_erased before update or delete on %s for each row when (current_user = %L) execute function crm.guard_erasure(%L)',
            guarded.relation, 'roundtrip_eraser', guarded.whose);
    end loop;
end $$;

-- These guards say what becomes of a living person's rows; the eraser has the one above.
drop trigger guard on crm.message;
create trigger guard before insert or update or delete on crm.message for each row
when (current_user <> 'roundtrip_eraser') execute function crm.guard_message();
drop trigger guard on crm.attempt;
create trigger guard before update or delete on crm.attempt for each row
when (current_user <> 'roundtrip_eraser') execute function crm.guard_attempt();
drop trigger guard on crm.contact_point;
create trigger guard before update on crm.contact_point for each row
when (current_user <> 'roundtrip_eraser') execute function crm.guard_contact_point();

-- Grants ----------------------------------------------------------------------------------------------------------------
grant select on crm.privacy_request, crm.privacy_step, crm.erased_person, crm.tombstone to roundtrip_operator, roundtrip_eraser;
grant insert (kind, person_id, requested_by) on crm.privacy_request to roundtrip_operator;
grant select on crm.tombstone, crm.erased_person to roundtrip_loader, roundtrip_webhook;
grant insert on crm.privacy_step, crm.tombstone, crm.person_change to roundtrip_eraser;
grant select, insert on crm.erasing_value to roundtrip_eraser;
grant update (is_shared) on crm.erasing_value to roundtrip_eraser;
grant select on crm.erasing, crm.identifier, crm.contact_point, crm.message, crm.attempt, crm.feedback, crm.suppression,
    crm.webhook_body, crm.run, raw.quarantine, raw.batch to roundtrip_eraser;
grant select (address_hash), delete on crm.address to roundtrip_eraser;
grant update (value) on crm.identifier to roundtrip_eraser;
grant update (address_hash, is_active, disabled_reason) on crm.contact_point to roundtrip_eraser;
grant update (address_hash, placeholders, provider_message_id) on crm.message to roundtrip_eraser;
grant update (provider_message_id, error) on crm.attempt to roundtrip_eraser;
grant update (feedback_id) on crm.feedback to roundtrip_eraser;
grant update (address_hash) on crm.suppression to roundtrip_eraser;
grant update (body) on crm.webhook_body to roundtrip_eraser;
grant update (error) on crm.run to roundtrip_eraser;
grant update (bytes) on raw.quarantine to roundtrip_eraser;
grant update (fingerprint, checksum, bytes) on raw.batch to roundtrip_eraser;

revoke all on function crm.everybody_merged_into, crm.erased_value, crm.addresses_of, crm.begin_erasure, crm.end_erasure,
    crm.end_export, crm.guard_erasure from public;
grant execute on function crm.everybody_merged_into to roundtrip_operator, roundtrip_eraser;
grant execute on function crm.erased_value to roundtrip_loader, roundtrip_transformer, roundtrip_eraser;
grant execute on function crm.addresses_of, crm.end_export to roundtrip_operator;
grant execute on function crm.begin_erasure, crm.end_erasure to roundtrip_eraser;

reset role;
