-- The ledger grown up: several devices of a person, a history of moves, months that retire, exits, and a database that knows
-- whether it is a copy. What a guard must look up it asks once a statement, of all rows together (docs/adr/0028).
set role roundtrip_owner;

-- Everything of a message goes by months, as the message does -----------------------------------------------------------
-- No foreign keys to the message: the database alone writes these tables, in the statement that moves the message.
alter table crm.attempt rename to attempt_before;
alter table crm.attempt_before rename constraint attempt_pkey to attempt_before_pkey;

create table crm.attempt (
    message_id uuid not null,
    occurrence_on date not null,
    number integer not null,
    contact_point_id bigint not null,
    started_at timestamptz not null default clock_timestamp(),
    finished_at timestamptz,
    outcome text check (outcome in ('accepted', 'rejected', 'not_now', 'uncertain')),
    provider_message_id text,
    provider_batch_id text,
    error_code text,
    error text,
    primary key (message_id, occurrence_on, number, contact_point_id),
    check ((outcome is null) = (finished_at is null))
) partition by range (occurrence_on);
comment on table crm.attempt is 'One row per call to a provider, written before the call; its outcome is filled in once. number counts the flights of a message, each of which calls once for every endpoint. provider_batch_id: by which the provider cancels what it has queued.';

create table crm.message_endpoint (
    message_id uuid not null,
    occurrence_on date not null,
    campaign_id text not null,
    occurrence_id text not null,
    step_id text not null,
    channel text not null,
    contact_point_id bigint not null,
    address_hash text not null,
    platform text,
    primary key (message_id, occurrence_on, contact_point_id),
    constraint endpoint_once_per_address unique (campaign_id, occurrence_on, occurrence_id, step_id, address_hash)
) partition by range (occurrence_on);
comment on table crm.message_endpoint is 'One row per device a message of a step with `devices: all` goes to, the planned one among them. Of two messages of an occurrence one alone has an address.';

create table crm.message_transition (
    message_id uuid not null,
    occurrence_on date not null,
    from_state text not null,
    to_state text not null,
    at timestamptz not null,
    recorded_at timestamptz not null default clock_timestamp(),
    mover text not null,
    reason text
) partition by range (occurrence_on);
create index message_transition_of_message on crm.message_transition (message_id);
comment on table crm.message_transition is 'One row per move of a message along an arrow, by which role and why; append-only, written by the database in the statement that moves it. at is business time.';

create table crm.retired_month (
    month date primary key check (extract(day from month) = 1),
    messages bigint not null,
    retired_at timestamptz not null default clock_timestamp()
);
comment on table crm.retired_month is 'One row per month of the ledger that was retired. Nothing of the newest of them, or of an earlier day, is ever planned again.';

create table crm.retired_message (
    message_id uuid not null,
    campaign_id text not null,
    occurrence_on date not null,
    occurrence_id text not null,
    step_id text not null,
    person_id bigint not null,
    kind text not null,
    mode text not null,
    topic text not null,
    channel text not null,
    variant text not null,
    decision_id bigint not null,
    platform text,
    language text not null,
    state text not null,
    state_reason text,
    state_at timestamptz not null,
    sent_at timestamptz,
    attempts integer not null,
    as_of date not null,
    code_version text not null
);
create index retired_message_by_day on crm.retired_message using brin (occurrence_on);
comment on table crm.retired_message is 'One row per message of a retired month: who was sent what, when, and what came of it. What was said and to which address is forgotten.';

do $$
declare fact text;
begin
    foreach fact in array array['message_transition', 'message_endpoint', 'retired_month', 'retired_message']
    loop
        execute format('create trigger append_only before update or delete or truncate on crm.%I for each statement execute function crm.refuse_change()', fact);
    end loop;
end $$;
create trigger never_emptied before truncate on crm.attempt for each statement execute function crm.refuse_change();
create trigger only_the_erased before update or delete on crm.attempt for each row
when (current_user = 'roundtrip_eraser') execute function crm.guard_erasure('message');
create trigger only_the_erased before update or delete on crm.message_endpoint for each row
when (current_user = 'roundtrip_eraser') execute function crm.guard_erasure('message');

-- An answered attempt stands, and nobody moves one to another message. Conditions of the trigger, so that an honest one costs nothing.
create or replace function crm.guard_attempt() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    raise exception 'an attempt gets its outcome once and is never changed' using errcode = 'restrict_violation';
end $$;
create trigger answered before update on crm.attempt for each row
when (old.outcome is not null and current_user <> 'roundtrip_eraser') execute function crm.guard_attempt();
create trigger begun before update of message_id, occurrence_on, number, contact_point_id, started_at on crm.attempt for each row
execute function crm.guard_attempt();
create trigger kept before delete on crm.attempt for each row
when (current_user <> 'roundtrip_eraser') execute function crm.guard_attempt();

create function crm.ledger_floor() returns date
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select (max(month) + interval '1 month')::date from crm.retired_month
$$;
comment on function crm.ledger_floor is 'The first day that may still be planned for; null while no month was retired.';

-- A partition is a table of its own: whoever named it would pass by the statement triggers of its parent, so it has them, too.
create function crm.guard_partition(partition regclass) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    execute format('create trigger arrows after update on %s referencing old table as was new table as became for each statement execute function crm.judge_moves()', partition);
    execute format('create trigger books after update on %s referencing old table as was new table as became for each statement execute function crm.keep_books()', partition);
    execute format('create trigger books_opened after insert on %s referencing new table as planned for each statement execute function crm.open_books()', partition);
end $$;

create or replace function crm.ensure_message_partitions(first_month date, months integer) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    month_start date;
    of_ledger text;
    made integer := 0;
begin
    if months > 24 then
        raise exception 'at most 24 months at a time' using errcode = 'invalid_parameter_value';
    end if;
    for i in 0 .. months - 1 loop
        month_start := (date_trunc('month', first_month::timestamp) + make_interval(months => i))::date;
        if month_start < crm.ledger_floor() then
            raise exception 'the ledger of % was retired', to_char(month_start, 'YYYY-MM') using errcode = 'restrict_violation';
        end if;
        foreach of_ledger in array array['attempt', 'message_endpoint', 'message_transition', 'message']
        loop
            if to_regclass(format('crm.%s_%s', of_ledger, to_char(month_start, 'YYYY_MM'))) is null then
                execute format('create table crm.%1$s_%2$s partition of crm.%1$s for values from (%3$L) to (%4$L)%5$s',
                    of_ledger, to_char(month_start, 'YYYY_MM'), month_start, (month_start + interval '1 month')::date,
                    -- an attempt is written once and answered once: room for the answer on the same page
                    case of_ledger when 'attempt' then ' with (fillfactor = 50)' else '' end);
                if of_ledger = 'message' then
                    perform crm.guard_partition(format('crm.message_%s', to_char(month_start, 'YYYY_MM'))::regclass);
                    made := made + 1;
                end if;
            end if;
        end loop;
    end loop;
    return made;
end $$;

create function crm.retire_messages(before date) returns table (retired date, messages bigint, unsettled bigint)
language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '5s' as $$
declare
    suffix text;
    of_ledger text;
begin
    for retired, suffix in
        select to_date(right(c.relname, 7), 'YYYY_MM'), right(c.relname, 7)
        from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'crm.message'::regclass
        order by 1
    loop
        exit when retired + interval '1 month' > before;
        execute format('lock table crm.message_%s in access exclusive mode', suffix);
        execute format($sql$select count(*), count(*) filter (where m.state in ('claimed', 'in_flight', 'uncertain')
            or m.state = 'planned' and m.mode <> 'shadow') from crm.message_%s m$sql$, suffix) into messages, unsettled;
        if unsettled = 0 then
            execute format('insert into crm.retired_message select m.message_id, m.campaign_id, m.occurrence_on, m.occurrence_id, m.step_id,
                m.person_id, m.kind, m.mode, m.topic, m.channel, m.variant, m.decision_id, m.platform, m.language, m.state, m.state_reason,
                m.state_at, m.sent_at, m.attempts, m.as_of, m.code_version from crm.message_%s m', suffix);
            delete from crm.cap_slot s where s.occurrence_on >= retired and s.occurrence_on < retired + interval '1 month';
            foreach of_ledger in array array['message', 'attempt', 'message_endpoint', 'message_transition']
            loop
                execute format('alter table crm.%1$s detach partition crm.%1$s_%2$s', of_ledger, suffix);
                execute format('drop table crm.%s_%s', of_ledger, suffix);
            end loop;
            insert into crm.retired_month (month, messages) values (retired, retire_messages.messages);
        end if;
        return next;
        exit when unsettled > 0;  -- months retire in their order, or the floor would lie above one that is left
    end loop;
end $$;
comment on function crm.retire_messages is 'Retires the months of the ledger that end by a day, oldest first, up to one in which a message is not settled; one row for each month looked at, unsettled 0 where it was retired.';

-- Exits -----------------------------------------------------------------------------------------------------------------
create table crm.exit (
    campaign_id text not null references crm.campaign,
    occurrence_on date not null,
    occurrence_id text not null default '',
    person_id bigint not null references crm.person,
    why text not null check (why in ('converted', 'exited')),
    event text not null,
    occurred_at timestamptz not null,
    known_as_of date not null,
    primary key (campaign_id, occurrence_on, occurrence_id, person_id)
);
comment on table crm.exit is 'One row per occurrence and person who did, after it was decided, what ends it for them: the campaign''s success (converted) or its exit_when (exited). Nothing more of the occurrence is sent to them. Append-only.';
create trigger append_only before update or delete or truncate on crm.exit for each statement execute function crm.refuse_change();

-- Copies ------------------------------------------------------------------------------------------------------------------
alter table crm.installation
    add column system_identifier bigint,
    add column timeline_id integer,
    add column database_oid oid,
    add column adopted_at timestamptz,
    add column adopted_by text,
    add column silent_until timestamptz;
comment on table crm.installation is 'One row: whose data this is (only a demo may be thrown away by `make night`), and the server, its timeline and the database it was adopted in. Where these differ it is a copy, and nothing is sent. silent_until: what was due by then another copy may have sent, and it is never planned.';

create function crm.identity_of_server(out system_identifier bigint, out timeline_id integer, out database_oid oid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select c.system_identifier,
        -- of the WAL being written: the control file learns of a promotion only at the next checkpoint
        case when pg_is_in_recovery() then 0 else ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::integer end,
        d.oid
    from pg_control_system() c, pg_database d where d.datname = current_database()
$$;

create function crm.is_adopted() returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (
        select from crm.installation i, crm.identity_of_server() s
        where (i.system_identifier, i.timeline_id, i.database_oid) = (s.system_identifier, s.timeline_id, s.database_oid))
$$;
comment on function crm.is_adopted is 'Whether this is the server, timeline and database the ledger was adopted in, not a copy or a backup of it.';

create function crm.take_identity() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    select s.system_identifier, s.timeline_id, s.database_oid, clock_timestamp(), session_user
    into new.system_identifier, new.timeline_id, new.database_oid, new.adopted_at, new.adopted_by
    from crm.identity_of_server() s;
    return new;
end $$;
create trigger adopted before insert on crm.installation for each row execute function crm.take_identity();
update crm.installation i
set (system_identifier, timeline_id, database_oid, adopted_at, adopted_by)
    = (select s.system_identifier, s.timeline_id, s.database_oid, clock_timestamp(), session_user from crm.identity_of_server() s);

create function crm.adopt(now timestamptz, restored_at timestamptz, adopter text) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    doubtful bigint;
begin
    if crm.is_adopted() then
        raise exception 'this database is the one that was adopted: there is nothing to adopt' using errcode = 'object_not_in_prerequisite_state';
    end if;
    -- Before the identity is taken, while nobody can claim. What had expired when the copy was made was not sent since.
    update crm.message m
    set state = 'uncertain', state_reason = 'restored: another copy may have sent it', state_at = adopt.now
    where m.mode <> 'shadow' and m.state in ('planned', 'claimed', 'in_flight') and m.send_after <= adopt.now
      and m.not_after >= coalesce(restored_at, '-infinity');
    get diagnostics doubtful = row_count;
    update crm.installation i
    set (system_identifier, timeline_id, database_oid) = (select s.system_identifier, s.timeline_id, s.database_oid from crm.identity_of_server() s),
        adopted_at = clock_timestamp(), adopted_by = adopter, silent_until = greatest(i.silent_until, adopt.now);
    return doubtful;
end $$;
comment on function crm.adopt is 'Takes a restored or copied database into service: what it may have sent elsewhere since restored_at (or ever) is uncertain, what was due by now is not planned again, and the server it stands in is its own from now on. Returns how many messages became uncertain.';

-- Content ---------------------------------------------------------------------------------------------------------------
alter table crm.campaign_step add column devices text not null default 'latest' check (devices in ('latest', 'all'));
comment on column crm.campaign_step.devices is 'Whether a message goes to the device last seen or to every one of the person''s.';

alter table crm.approval add column definition_hash text not null default '';
alter table crm.approval drop constraint approval_pkey, add primary key (campaign_id, occurrence_on, definition_hash);
comment on table crm.approval is 'One row per occurrence that waits for, or got, a person''s word, and the content it was asked for: edited content needs a new word. The decider asks, the operator answers; silence means no. definition_hash is empty for words given before content was kept, which are good for any.';

create function crm.note_content() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    select c.definition_hash into strict new.definition_hash from crm.campaign c where c.campaign_id = new.campaign_id;
    return new;
end $$;
create trigger content before insert on crm.approval for each row execute function crm.note_content();

create function crm.is_approved(campaign text, on_day date) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (
        select from crm.campaign c
        where c.campaign_id = campaign and (not c.needs_approval or exists (
            select from crm.approval a
            where a.campaign_id = c.campaign_id and a.occurrence_on = on_day and a.is_granted
              and a.definition_hash in (c.definition_hash, ''))))
$$;
comment on function crm.is_approved is 'Whether an occurrence needs nobody''s word, or has it for the content the campaign has now.';

-- Planning --------------------------------------------------------------------------------------------------------------
create or replace function crm.why_not_plan(m crm.message) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select case
        when not exists (
            select from crm.decision d
            where d.decision_id = m.decision_id and d.reason = 'send'
              and (d.campaign_id, d.occurrence_on, d.occurrence_id, d.step_id, d.person_id, d.unit_id, d.mode)
                  = (m.campaign_id, m.occurrence_on, m.occurrence_id, m.step_id, m.person_id, m.unit_id, m.mode)
              and d.variant is not distinct from m.variant) then 'no decision to send it'
        when not exists (
            select from crm.campaign c join crm.campaign_step s using (campaign_id)
            where c.campaign_id = m.campaign_id and c.topic = m.topic and s.step_id = m.step_id and s.channel = m.channel) then 'topic or channel is not the campaign''s'
        when not exists (select from crm.person p where p.person_id = m.person_id and p.unit_id = m.unit_id) then 'assigned as another unit'
        when not exists (
            select from crm.contact_point p
            where p.contact_point_id = m.contact_point_id and p.person_id = m.person_id and p.address_hash = m.address_hash and p.is_active) then 'no active contact point of this person'
        when m.mode <> 'shadow' and not crm.is_approved(m.campaign_id, m.occurrence_on) then 'not approved'
        when crm.is_held_by_predecessor(m.person_id, m.campaign_id, m.occurrence_on, m.occurrence_id, m.step_id) then 'a merged predecessor holds the occurrence'
        when m.mode <> 'shadow' and exists (select from crm.installation i where m.send_after <= i.silent_until) then 'another copy of this database may have sent it'
        when exists (
            select from crm.message_endpoint e
            where (e.campaign_id, e.occurrence_on, e.occurrence_id, e.step_id, e.address_hash)
                  = (m.campaign_id, m.occurrence_on, m.occurrence_id, m.step_id, m.address_hash)) then 'another message goes to this address'
    end
$$;

create function crm.open_books() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if exists (select from planned p where p.occurrence_on < crm.ledger_floor()) then
        raise exception 'the ledger of that month was retired' using errcode = 'restrict_violation';
    end if;
    if not exists (select from crm.campaign_step s where s.devices = 'all' and (s.campaign_id, s.step_id) in (select p.campaign_id, p.step_id from planned p)) then
        return null;
    end if;
    -- first everybody's planned device, then what else they have and nobody is sent to yet
    insert into crm.message_endpoint
    select p.message_id, p.occurrence_on, p.campaign_id, p.occurrence_id, p.step_id, p.channel, p.contact_point_id, p.address_hash, p.platform
    from planned p join crm.campaign_step s using (campaign_id, step_id)
    where s.devices = 'all';

    insert into crm.message_endpoint
    select p.message_id, p.occurrence_on, p.campaign_id, p.occurrence_id, p.step_id, p.channel, other.contact_point_id, other.address_hash, other.platform
    from planned p
    join crm.campaign_step s using (campaign_id, step_id)
    join crm.contact_point first on first.contact_point_id = p.contact_point_id
    join crm.contact_point other
        on other.person_id = p.person_id and other.kind = first.kind and other.is_active and other.contact_point_id <> first.contact_point_id
    where s.devices = 'all'
      and not exists (
          select from crm.message m
          where (m.campaign_id, m.occurrence_on, m.occurrence_id, m.step_id, m.address_hash)
                = (p.campaign_id, p.occurrence_on, p.occurrence_id, p.step_id, other.address_hash))
    order by p.message_id, other.contact_point_id
    on conflict do nothing;
    return null;
end $$;
create trigger books_opened after insert on crm.message
referencing new table as planned for each statement execute function crm.open_books();

create view crm.live_endpoint as
select e.message_id, e.occurrence_on, e.contact_point_id, e.address_hash, e.platform, p.seen_at
from crm.message_endpoint e
join crm.contact_point p using (contact_point_id)
where p.is_active and p.address_hash = e.address_hash
  and not exists (select from crm.suppression s where s.address_hash = e.address_hash and s.channel = e.channel)
  and not exists (select from crm.campaign_halt h where h.campaign_id = e.campaign_id and h.platform = e.platform and h.lifted_at is null)
  and not exists (
      select from crm.attempt a
      where a.message_id = e.message_id and a.occurrence_on = e.occurrence_on and a.contact_point_id = e.contact_point_id
        and a.outcome <> 'not_now');
comment on view crm.live_endpoint is 'One row per device a message for all devices may still go to: an active address, not suppressed, its platform not halted, that never answered yes or no.';

-- Sending ---------------------------------------------------------------------------------------------------------------
-- Asked of a batch together. Looked up by key, never by a scan (a batch is small beside the tables, whatever their statistics say;
-- and a scalar subquery is never hashed over a whole table, as EXISTS may be), and planned once a session, not once a batch.
create function crm.why_not(ids uuid[], days date[]) returns table (message_id uuid, occurrence_on date, why text)
language sql stable security definer set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan as $$
    with m as materialized (
        select m.message_id, m.occurrence_on, m.occurrence_id, m.campaign_id, m.kind, m.mode, m.channel, m.topic, m.platform, m.person_id,
            m.unit_id, m.contact_point_id, m.address_hash
        from crm.message m where m.message_id = any (ids) and m.occurrence_on = any (days)
    ),
    campaign as materialized (
        select o.campaign_id, o.occurrence_on, c.mode, crm.is_approved(o.campaign_id, o.occurrence_on) as is_approved,
            exists (select from crm.message_endpoint e where (e.campaign_id, e.occurrence_on) = (o.campaign_id, o.occurrence_on)) as has_endpoints,
            (select array_agg(coalesce(h.platform, '')) from crm.campaign_halt h where h.campaign_id = o.campaign_id and h.lifted_at is null) as halted
        from (select distinct m.campaign_id, m.occurrence_on from m) o
        join crm.campaign c using (campaign_id)
    )
    select m.message_id, m.occurrence_on, case
        when '' = any (c.halted) or m.platform = any (c.halted) then 'halted'
        when c.mode not in ('live', 'seed_list') or m.mode not in ('seed_list', c.mode) then 'paused'
        when not c.is_approved then 'not_approved'
        when x.why is not null then x.why
        when reach.why is not null then reach.why
        when (select true from crm.person_merge g where g.from_person_id = m.person_id) then 'merged'
        when m.kind <> 'marketing' then null
        when (
            select a.arm = 'treatment' and b.arm = 'treatment'
            from crm.person p
            join crm.assignment a on a.experiment = 'global' and a.unit_id = p.unit_id
            join crm.assignment b on b.experiment = 'campaign:' || m.campaign_id and b.unit_id = p.unit_id
            where p.person_id = m.person_id and p.unit_id = m.unit_id) is not true then 'assignment'
        when (
            -- the latest statement about the topic or about all topics decides; silence is no
            select s.is_granted from crm.consent s
            where s.person_id = m.person_id and s.channel = m.channel and s.topic in (m.topic, '*')
            order by s.effective_at desc, s.is_granted limit 1) is not true then 'no_consent'
    end
    from m
    join campaign c using (campaign_id, occurrence_on)
    left join crm.exit x
        on (x.campaign_id, x.occurrence_on, x.occurrence_id, x.person_id) = (m.campaign_id, m.occurrence_on, m.occurrence_id, m.person_id)
    cross join lateral (
        select case
            when c.has_endpoints and exists (
                select from crm.message_endpoint e where e.message_id = m.message_id and e.occurrence_on = m.occurrence_on)
            then case when not exists (
                select from crm.live_endpoint e where e.message_id = m.message_id and e.occurrence_on = m.occurrence_on) then 'unreachable' end
            when (select true from crm.suppression s where s.address_hash = m.address_hash and s.channel = m.channel) then 'suppressed'
            when (
                select p.is_active from crm.contact_point p
                where p.contact_point_id = m.contact_point_id and p.person_id = m.person_id and p.address_hash = m.address_hash) is not true then 'unreachable'
        end as why
    ) reach
$$;
comment on function crm.why_not(uuid[], date[]) is 'Why messages may not go in flight at this moment, or null: halts, pauses, approval, exits, suppression, reach, merges, assignment and consent as they are now. halted, paused and not_approved pass; the others are final. days: their occurrence_on.';

create or replace function crm.why_not(m crm.message) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select n.why from crm.why_not(array[m.message_id], array[m.occurrence_on]) n
$$;

create function crm.without_places(ids uuid[], days date[]) returns setof uuid
language sql stable security definer set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan as $$
    select m.message_id from crm.message m
    where m.message_id = any (ids) and m.occurrence_on = any (days) and m.kind = 'marketing' and exists (
        select from crm.cap c
        where c.is_current and coalesce(c.channel, m.channel) = m.channel
          and not exists (
              select from crm.cap_slot s
              where s.cap_id = c.cap_id and s.message_id = m.message_id and s.person_id = m.person_id
                and s.window_on = crm.cap_window(m.window_on, c.days) and s.slot <= c.most))
$$;
comment on function crm.without_places is 'Those of the messages that lack a place under a cap that binds them.';

create function crm.came_to(ids uuid[], days date[]) returns table (message_id uuid, number integer, verdict text)
language sql stable security definer set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan as $$
    select a.message_id, a.number, case
        when bool_or(a.outcome = 'accepted') then 'accepted'
        when bool_or(a.outcome is null) then null
        when bool_or(a.outcome = 'uncertain') then 'uncertain'
        when bool_or(a.outcome = 'not_now') then 'not_now'
        else 'rejected'
    end
    from crm.attempt a
    where a.message_id = any (ids) and a.occurrence_on = any (days)
    group by a.message_id, a.number
$$;
comment on function crm.came_to is 'What each flight of the messages came to: accepted if one endpoint accepted, null while one has not answered.';

-- Who may move a message along which arrow. A login that never said SET ROLE is asked by its memberships, too.
create or replace function crm.may_move(old_state text, new_state text) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
    select exists (
        select from (values
            ('sender', 'planned', 'claimed'), ('sender', 'planned', 'suppressed'), ('sender', 'planned', 'expired'),
            ('sender', 'claimed', 'planned'), ('sender', 'claimed', 'in_flight'), ('sender', 'claimed', 'suppressed'), ('sender', 'claimed', 'expired'),
            ('sender', 'in_flight', 'accepted'), ('sender', 'in_flight', 'rejected'), ('sender', 'in_flight', 'planned'), ('sender', 'in_flight', 'uncertain'),
            ('sender', 'uncertain', 'accepted'), ('sender', 'uncertain', 'presumed_unsent'), ('sender', 'presumed_unsent', 'accepted'),
            ('webhook', 'uncertain', 'accepted'), ('webhook', 'presumed_unsent', 'accepted'),
            ('operator', 'planned', 'suppressed'), ('operator', 'uncertain', 'accepted'), ('operator', 'uncertain', 'presumed_unsent'), ('operator', 'presumed_unsent', 'accepted'),
            -- a restored database is adopted (crm.adopt)
            ('owner', 'planned', 'uncertain'), ('owner', 'claimed', 'uncertain'), ('owner', 'in_flight', 'uncertain')
        ) arrow (mover, old_state, new_state)
        where arrow.old_state = $1 and arrow.new_state = $2 and pg_has_role(current_user, 'roundtrip_' || arrow.mover, 'usage'))
$$;

-- What a row says by itself is asked of the row; what must be looked up, of the statement (crm.judge_moves).
create or replace function crm.guard_message() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    refusal text;
begin
    if tg_op = 'DELETE' then
        perform crm.refuse_message(old, 'is never deleted');
    end if;

    if tg_op = 'INSERT' then
        new.state := 'planned'; new.state_reason := null; new.owner := null; new.lease_until := null;
        new.attempts := 0; new.provider_message_id := null; new.sent_at := null;
        refusal := crm.why_not_plan(new);
        if refusal is not null then
            perform crm.refuse_message(new, 'may not be planned: ' || refusal);
        end if;
        return new;
    end if;

    if new.send_after < old.send_after then
        perform crm.refuse_message(old, 'is never sent earlier than planned');
    end if;
    if new.state = old.state then
        if (new.owner, new.lease_until, new.provider_message_id) is distinct from (old.owner, old.lease_until, old.provider_message_id) then
            perform crm.refuse_message(old, 'is held as it is until its state changes');
        end if;
        return new;
    end if;

    case new.state
        when 'claimed' then
            if old.state = 'planned' and new.state_at < new.send_after then
                perform crm.refuse_message(old, 'is not due');
            end if;
            if old.state = 'planned' and new.lease_until not between clock_timestamp() and clock_timestamp() + interval '1 hour' then
                perform crm.refuse_message(old, 'a lease lasts an hour at most');
            end if;
        when 'in_flight' then
            if old.state = 'claimed' and (
                new.owner is distinct from old.owner or new.lease_until is distinct from old.lease_until or old.lease_until < clock_timestamp()) then
                perform crm.refuse_message(old, 'the lease is lost');
            end if;
            if old.state = 'claimed' and new.state_at not between new.send_after and new.not_after then
                perform crm.refuse_message(old, 'may not be sent: it is not its time');
            end if;
            new.attempts := old.attempts + 1;
            new.sent_at := new.state_at;
        when 'expired' then
            if old.state in ('planned', 'claimed') and new.state_at <= new.not_after then
                perform crm.refuse_message(old, 'has not expired');
            end if;
        when 'planned' then
            new.owner := null; new.lease_until := null;
        else null;
    end case;
    return new;
end $$;

create function crm.refuse_new_plan() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    perform crm.refuse_message(old, 'what was planned may not be changed');
end $$;
create trigger as_planned before update of message_id, campaign_id, occurrence_on, occurrence_id, step_id, person_id, unit_id, kind, mode, topic,
    channel, variant, decision_id, contact_point_id, address_hash, platform, language, placeholders, global_assignment_id, global_arm,
    campaign_assignment_id, campaign_arm, window_on, not_after, attempts, sent_at, as_of, code_version
on crm.message for each row when (current_user <> 'roundtrip_eraser') execute function crm.refuse_new_plan();

-- Its queries join what moved with what it was, and both are whole batches: never one inside the other.
create function crm.judge_moves() returns trigger language plpgsql set search_path = pg_catalog, pg_temp set enable_nestloop = off as $$
declare
    refusal record;
    ids uuid[];
    days date[];
begin
    if not exists (select from became) then
        return null;
    end if;
    for refusal in
        select distinct w.state as old_state, b.state as new_state
        from became b join was w using (message_id, occurrence_on)
        where b.state <> w.state
    loop
        if not crm.may_move(refusal.old_state, refusal.new_state) then
            raise exception 'message %: no arrow from % to % for %',
                (select b.message_id from became b join was w using (message_id, occurrence_on)
                 where w.state = refusal.old_state and b.state = refusal.new_state limit 1),
                refusal.old_state, refusal.new_state, current_user using errcode = 'restrict_violation';
        end if;
        if refusal.new_state in ('claimed', 'in_flight') and not crm.is_adopted() then
            raise exception 'this database is a copy or was restored, and nothing is sent from it before `roundtrip ledger adopt`'
                using errcode = 'restrict_violation';
        end if;
    end loop;

    select array_agg(b.message_id), array_agg(distinct b.occurrence_on) into ids, days
    from became b join was w using (message_id, occurrence_on)
    where b.state = 'in_flight' and w.state = 'claimed';
    if ids is not null then
        select n.message_id, n.why into refusal
        from (
            select n.message_id, n.why from crm.why_not(ids, days) n where n.why is not null
            union all
            select p, 'capped' from crm.without_places(ids, days) p
        ) n
        limit 1;
        if found then
            raise exception 'message %: may not be sent: %', refusal.message_id, refusal.why using errcode = 'restrict_violation';
        end if;
    end if;

    -- The attempts' outcomes are written first, and once: what a message became never contradicts them.
    select array_agg(b.message_id), array_agg(distinct b.occurrence_on) into ids, days
    from became b join was w using (message_id, occurrence_on)
    where w.state in ('in_flight', 'uncertain', 'presumed_unsent') and b.state in ('accepted', 'rejected', 'planned', 'uncertain')
      and b.state <> w.state
      -- nobody's any more: doubt needs no proof
      and not (b.state = 'uncertain' and (w.lease_until < clock_timestamp() or current_user = 'roundtrip_owner'));
    if ids is not null then
        select b.message_id, b.state into refusal
        from became b
        join was w using (message_id, occurrence_on)
        left join crm.came_to(ids, days) c on c.message_id = b.message_id and c.number = b.attempts
        where b.message_id = any (ids)
          and c.verdict is distinct from (case b.state when 'planned' then 'not_now' else b.state end)
          and (
              w.state = 'in_flight'
              or not crm.is_proved_by_feedback(b) and not pg_has_role(current_user, 'roundtrip_operator', 'usage'))
        limit 1;
        if found then
            raise exception 'message %: nothing proves that it is %', refusal.message_id, refusal.state using errcode = 'restrict_violation';
        end if;
    end if;
    return null;
end $$;
create trigger arrows after update on crm.message
referencing old table as was new table as became for each statement execute function crm.judge_moves();

create or replace function crm.keep_books() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
begin
    if not exists (select from became) then
        return null;
    end if;
    with moved as materialized (
        select b.message_id, b.occurrence_on, b.attempts, b.contact_point_id, w.state as from_state, b.state as to_state, b.state_at, b.state_reason
        from became b join was w using (message_id, occurrence_on)
        where b.state <> w.state
    ),
    begun as (
        insert into crm.attempt (message_id, occurrence_on, number, contact_point_id)
        select m.message_id, m.occurrence_on, m.attempts, coalesce(e.contact_point_id, m.contact_point_id)
        from moved m
        left join crm.live_endpoint e on e.message_id = m.message_id and e.occurrence_on = m.occurrence_on
        where m.to_state = 'in_flight'
    )
    insert into crm.message_transition (message_id, occurrence_on, from_state, to_state, at, mover, reason)
    select m.message_id, m.occurrence_on, m.from_state, m.to_state, m.state_at,
        coalesce(nullif(current_setting('role'), 'none'), session_user), m.state_reason
    from moved m;

    if exists (select from became b where b.state in ('planned', 'rejected', 'suppressed', 'expired')) then
        delete from crm.cap_slot s using became b
        where s.message_id = b.message_id and b.state in ('planned', 'rejected', 'suppressed', 'expired');
    end if;
    return null;
end $$;

-- Places ----------------------------------------------------------------------------------------------------------------
-- The database alone writes them: a key would be checked six times a message for what cannot be otherwise.
alter table crm.cap_slot
    drop constraint cap_slot_person_id_fkey, drop constraint cap_slot_cap_id_fkey, drop constraint cap_slot_message_id_occurrence_on_fkey;

-- Messages planned together are sent together: ids in the order of time keep them on the same pages of every index.
do $$
begin
    if current_setting('server_version_num')::integer >= 180000 then
        alter table crm.message alter column message_id set default uuidv7();
    end if;
end $$;

drop index crm.message_held;
create index message_held on crm.message (owner, lease_until) where state in ('claimed', 'in_flight');

drop function crm.take_cap_slots(uuid[]);
create function crm.take_cap_slots(ids uuid[], days date[] default null) returns setof uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan as $$
declare
    turns bigint;
    people bigint[];
    claimed uuid[];
begin
    days := coalesce(days, (select array_agg(distinct m.occurrence_on) from crm.message m where m.message_id = any (ids)));
    select array_agg(m.message_id) into claimed
    from (
        select m.message_id, m.state, m.kind from crm.message m where m.message_id = any (ids) and m.occurrence_on = any (days) offset 0
    ) m
    where m.state = 'claimed';
    select max(one.messages), array_agg(one.person_id) into turns, people
    from (
        select m.person_id, count(*) as messages from crm.message m
        where m.message_id = any (claimed) and m.occurrence_on = any (days) and m.kind = 'marketing'
        group by m.person_id
    ) one;

    -- Workers that want places of the same person go one after the other; the order keeps them from waiting in a circle.
    perform from crm.person p where p.person_id = any (people) order by p.person_id for no key update;

    for current_turn in 1 .. coalesce(turns, 0) loop  -- a person's second message sees what the first one took
        insert into crm.cap_slot (person_id, cap_id, window_on, slot, message_id, occurrence_on)
        with queue as materialized (
            select m.message_id, m.occurrence_on, m.person_id, m.channel, m.window_on,
                row_number() over (partition by m.person_id order by m.send_after, m.message_id) as turn
            from crm.message m
            where m.message_id = any (claimed) and m.occurrence_on = any (days) and m.kind = 'marketing'
        ),
        wanted as materialized (
            select q.message_id, q.occurrence_on, q.person_id, c.cap_id, crm.cap_window(q.window_on, c.days) as window_on, free.slot
            from queue q
            join crm.cap c on c.is_current and coalesce(c.channel, q.channel) = q.channel
            left join lateral (
                select n as slot from generate_series(1, c.most) n
                where not exists (
                    select from crm.cap_slot s
                    where s.person_id = q.person_id and s.cap_id = c.cap_id and s.window_on = crm.cap_window(q.window_on, c.days) and s.slot = n)
                order by n limit 1
            ) free on true
            where q.turn = current_turn
        )
        select w.person_id, w.cap_id, w.window_on, w.slot, w.message_id, w.occurrence_on
        from (select wanted.*, bool_and(wanted.slot is not null) over (partition by wanted.message_id) as is_served from wanted) w
        where w.is_served
        on conflict (message_id, cap_id) do nothing;  -- it took them before; a place another holds is an error
    end loop;

    return query select c from unnest(claimed) c except select p from crm.without_places(claimed, days) p;
end $$;
comment on function crm.take_cap_slots is 'Takes, for claimed messages, a place under every cap that binds them, all or none; returns those that hold all of theirs. The only way to a place: nobody may insert or delete one.';
drop function crm.has_cap_slots;

-- What was sent to somebody who was merged away was sent to the survivor: their places are one person's from now on.
create function crm.merge_places() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if not exists (select from merged g join crm.cap_slot s on s.person_id = g.from_person_id) then
        return null;
    end if;
    with moved as (
        select s.message_id, s.cap_id, s.window_on, p.current_person_id as person_id,
            row_number() over (partition by p.current_person_id, s.cap_id, s.window_on order by s.message_id) as turn
        from merged g
        join crm.cap_slot s on s.person_id = g.from_person_id
        join crm.current_person p on p.person_id = g.from_person_id
    ),
    free as (
        select f.person_id, f.cap_id, f.window_on, n as slot, row_number() over (partition by f.person_id, f.cap_id, f.window_on order by n) as turn
        from (select m.person_id, m.cap_id, m.window_on, max(m.turn)::integer as wanted from moved m group by m.person_id, m.cap_id, m.window_on) f
        cross join lateral (
            select count(*)::integer as taken from crm.cap_slot s where (s.person_id, s.cap_id, s.window_on) = (f.person_id, f.cap_id, f.window_on)
        ) t
        cross join lateral generate_series(1, f.wanted + t.taken) n
        where not exists (
            select from crm.cap_slot s where (s.person_id, s.cap_id, s.window_on, s.slot) = (f.person_id, f.cap_id, f.window_on, n))
    )
    update crm.cap_slot s
    set person_id = m.person_id, slot = f.slot
    from moved m join free f using (person_id, cap_id, window_on, turn)
    where s.message_id = m.message_id and s.cap_id = m.cap_id;
    return null;
end $$;
create trigger places after insert on crm.person_merge
referencing new table as merged for each statement execute function crm.merge_places();

-- What is there already -------------------------------------------------------------------------------------------------
do $$
declare
    partition record;
begin
    for partition in
        select c.oid::regclass as name, to_date(right(c.relname, 7), 'YYYY_MM') as month
        from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'crm.message'::regclass
    loop
        perform crm.ensure_message_partitions(partition.month, 1);
        perform crm.guard_partition(partition.name);
    end loop;
end $$;
insert into crm.attempt (message_id, occurrence_on, number, contact_point_id, started_at, finished_at, outcome, provider_message_id, error_code, error)
select a.message_id, a.occurrence_on, a.number, m.contact_point_id, a.started_at, a.finished_at, a.outcome, a.provider_message_id, a.error_code, a.error
from crm.attempt_before a join crm.message m using (message_id, occurrence_on);
drop table crm.attempt_before;
drop function crm.attempt_came_to;

-- Grants ----------------------------------------------------------------------------------------------------------------
do $$
declare made regprocedure;
begin
    for made in
        select p.oid from pg_proc p
        where p.pronamespace = 'crm'::regnamespace and p.proname in ('ledger_floor', 'guard_partition', 'retire_messages', 'identity_of_server',
            'is_adopted', 'take_identity', 'adopt', 'note_content', 'is_approved', 'open_books', 'why_not', 'without_places', 'came_to',
            'refuse_new_plan', 'judge_moves', 'take_cap_slots', 'merge_places')
    loop
        execute format('revoke all on function %s from public', made);
    end loop;
end $$;
grant execute on function crm.take_cap_slots, crm.why_not(crm.message) to roundtrip_sender;
grant execute on function crm.why_not(uuid[], date[]), crm.without_places, crm.came_to, crm.is_adopted to roundtrip_sender, roundtrip_webhook, roundtrip_operator;
grant execute on function crm.is_approved to roundtrip_sender, roundtrip_decider, roundtrip_operator;
grant execute on function crm.ledger_floor to roundtrip_decider, roundtrip_operator;
grant execute on function crm.adopt, crm.retire_messages to roundtrip_operator;
grant insert, update on crm.run to roundtrip_operator;

grant select on crm.attempt to roundtrip_transformer, roundtrip_sender, roundtrip_operator, roundtrip_eraser;
grant update (outcome, finished_at, provider_message_id, provider_batch_id, error_code, error) on crm.attempt to roundtrip_sender;
grant update (provider_message_id, provider_batch_id, error) on crm.attempt to roundtrip_eraser;
grant select on crm.message_endpoint to roundtrip_decider, roundtrip_sender, roundtrip_operator, roundtrip_eraser;
grant update (address_hash) on crm.message_endpoint to roundtrip_eraser;
grant select on crm.live_endpoint to roundtrip_sender;
grant select on crm.campaign_step, crm.approval to roundtrip_sender;
grant select on crm.message_transition to roundtrip_operator, roundtrip_transformer;
grant select on crm.retired_month, crm.retired_message to roundtrip_operator, roundtrip_transformer;
grant select, insert on crm.exit to roundtrip_decider, roundtrip_webhook;
grant select on crm.exit to roundtrip_sender, roundtrip_operator, roundtrip_transformer;

reset role;
