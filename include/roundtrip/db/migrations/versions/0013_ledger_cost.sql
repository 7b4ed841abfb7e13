-- What a message costs (docs/adr/0036): its row is rewritten in place, what must be looked up is looked up once, and what a
-- batch has in common is kept once for the batch.
set role roundtrip_owner;

-- Rewritten in place ------------------------------------------------------------------------------------------------------
-- An index that names the state makes every move write into every index of the message. So what waits for a worker stands in a
-- table of its own, and of the message's own columns none in an index changes, but where it is in doubt.
create table crm.waiting (
    message_id uuid primary key,
    occurrence_on date not null,
    channel text not null,
    send_after timestamptz not null,
    not_after timestamptz not null,
    decision_id bigint not null
);
-- Of messages due at the same time those decided together lie together, so that a batch touches few pages.
create index waiting_due on crm.waiting (channel, send_after, decision_id);
create index waiting_overdue on crm.waiting (not_after);
comment on table crm.waiting is 'One row per message that is planned and may be sent (not a shadow): what workers look through. Written by the database when a message is planned, and taken out when it moves on.';
create trigger never_emptied before truncate on crm.waiting for each statement execute function crm.refuse_change();
insert into crm.waiting (message_id, occurrence_on, channel, send_after, not_after, decision_id)
select m.message_id, m.occurrence_on, m.channel, m.send_after, m.not_after, m.decision_id
from crm.message m where m.state = 'planned' and m.mode <> 'shadow';

drop index crm.message_due, crm.message_overdue, crm.message_held, crm.message_uncertain;
alter table crm.message add column is_in_doubt boolean not null generated always as (state = 'uncertain') stored;
create index message_in_doubt on crm.message (message_id) where is_in_doubt;

-- Whose it is comes first, so that the key is the index of a person's messages, too.
alter table crm.message drop constraint message_once_per_person;
alter table crm.message add constraint message_once_per_person unique (person_id, campaign_id, occurrence_on, occurrence_id, step_id);
drop index crm.message_person_id_idx;

-- Moves of a message lie together as its id and its neighbours' do (uuidv7), so that ranges of ids find them.
drop index crm.message_transition_of_message;
create index message_transition_of_message on crm.message_transition using brin (message_id) with (pages_per_range = 16);

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
                    -- room for the next version on the same page: of a message, whose last but one is swept up by then, and of an attempt, which is longer with its answer
                    case of_ledger when 'message' then ' with (fillfactor = 45)' when 'attempt' then ' with (fillfactor = 33)' else '' end);
                if of_ledger = 'message' then
                    perform crm.guard_partition(format('crm.message_%s', to_char(month_start, 'YYYY_MM'))::regclass);
                    made := made + 1;
                end if;
            end if;
        end loop;
    end loop;
    return made;
end $$;

do $$
declare partition regclass;
begin
    for partition in select inhrelid::regclass from pg_inherits where inhparent = 'crm.message'::regclass
    loop
        execute format('alter table %s set (fillfactor = 45)', partition);
    end loop;
end $$;

-- Leases --------------------------------------------------------------------------------------------------------------------
create table crm.lease (
    lease_id bigint generated always as identity primary key,
    owner text not null,
    lease_until timestamptz not null,
    occurrence_on date not null,
    ids uuid[] not null
);
alter table crm.lease alter column ids set storage external;
create index lease_of_owner on crm.lease (owner);
comment on table crm.lease is 'One row per batch a worker claimed and day its messages are of: by which those are found whose lease ran out. Written by the database when they are claimed, taken out by crm.close_leases when nobody holds any of them.';
create trigger never_emptied before truncate on crm.lease for each statement execute function crm.refuse_change();
insert into crm.lease (owner, lease_until, occurrence_on, ids)
select m.owner, min(m.lease_until), m.occurrence_on, array_agg(m.message_id)
from crm.message m where m.state in ('claimed', 'in_flight') group by m.owner, m.occurrence_on;

create function crm.close_leases() returns bigint language sql security definer set search_path = pg_catalog, pg_temp as $$
    with closed as (
        delete from crm.lease l
        where l.lease_until < clock_timestamp() and not exists (
            select from unnest(l.ids) i (message_id)
            join crm.message m on m.message_id = i.message_id and m.occurrence_on = l.occurrence_on
            where m.state in ('claimed', 'in_flight'))
        returning 1
    )
    select count(*) from closed
$$;
comment on function crm.close_leases is 'Takes out leases that ran out and hold nothing any more; how many.';

-- A move is joined with what it was once, and what is given back is found by whose it is.
create or replace function crm.keep_books() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
    has_several boolean := false;  -- whether a campaign goes to several devices of a person: most do not, and are not asked message by message
begin
    if not exists (select from became) then
        return null;
    end if;
    if exists (select from became b where b.state = 'in_flight') then
        has_several := exists (
            select from (select distinct b.campaign_id, b.occurrence_on from became b) o
            where exists (select from crm.message_endpoint e where (e.campaign_id, e.occurrence_on) = (o.campaign_id, o.occurrence_on)));
    end if;
    with moved as materialized (
        select b.message_id, b.occurrence_on, b.attempts, b.contact_point_id, w.state as from_state, b.state as to_state, b.state_at, b.state_reason,
            b.owner, b.lease_until
        from became b join was w using (message_id, occurrence_on)
        where b.state <> w.state
    ),
    begun as (
        insert into crm.attempt (message_id, occurrence_on, number, contact_point_id)
        select m.message_id, m.occurrence_on, m.attempts, coalesce(e.contact_point_id, m.contact_point_id)
        from moved m
        left join crm.live_endpoint e on has_several and e.message_id = m.message_id and e.occurrence_on = m.occurrence_on
        where m.to_state = 'in_flight'
    ),
    moved_on as (
        delete from crm.waiting w using moved m where m.from_state = 'planned' and w.message_id = m.message_id
    ),
    leased as (
        insert into crm.lease (owner, lease_until, occurrence_on, ids)
        select m.owner, min(m.lease_until), m.occurrence_on, array_agg(m.message_id)
        from moved m where m.to_state = 'claimed' group by m.owner, m.occurrence_on
    )
    insert into crm.message_transition (message_id, occurrence_on, from_state, to_state, at, mover, reason)
    select m.message_id, m.occurrence_on, m.from_state, m.to_state, m.state_at,
        coalesce(nullif(current_setting('role'), 'none'), session_user), m.state_reason
    from moved m;

    if exists (select from became b where b.state in ('planned', 'rejected', 'suppressed', 'expired')) then
        insert into crm.waiting (message_id, occurrence_on, channel, send_after, not_after, decision_id)
        select b.message_id, b.occurrence_on, b.channel, b.send_after, b.not_after, b.decision_id
        from became b join was w using (message_id, occurrence_on)
        where b.state = 'planned' and w.state <> 'planned' and b.mode <> 'shadow';

        delete from crm.cap_slot s using became b
        where b.state in ('planned', 'rejected', 'suppressed', 'expired') and s.message_id = b.message_id
          and s.person_id = crm.survivor(b.person_id);
    end if;
    return null;
end $$;

create or replace function crm.open_books() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if exists (select from planned p where p.occurrence_on < crm.ledger_floor()) then
        raise exception 'the ledger of that month was retired' using errcode = 'restrict_violation';
    end if;
    insert into crm.waiting (message_id, occurrence_on, channel, send_after, not_after, decision_id)
    select p.message_id, p.occurrence_on, p.channel, p.send_after, p.not_after, p.decision_id
    from planned p where p.mode <> 'shadow';

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

-- Places --------------------------------------------------------------------------------------------------------------------
-- Found by whose they are: a second key would be written for each place, and asked for by those few that are given back.
alter table crm.cap_slot drop constraint cap_slot_message_id_cap_id_key;

create function crm.survivor(person bigint) returns bigint
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    with recursive path (person_id, merges) as (
        values (person, 0)
        union all
        select g.into_person_id, p.merges + 1 from path p join crm.person_merge g on g.from_person_id = p.person_id
    )
    select p.person_id from path p order by p.merges desc limit 1
$$;
comment on function crm.survivor is 'Who a person is today, through every merge.';

create or replace function crm.merge_places() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    -- after whoever takes places of theirs at this moment, or one would be taken twice (crm.take_cap_slots locks in the same order)
    perform from crm.person p
    where p.person_id in (select g.from_person_id from merged g union select crm.survivor(g.from_person_id) from merged g)
    order by p.person_id for no key update;
    if not exists (select from merged g join crm.cap_slot s on s.person_id = g.from_person_id) then
        return null;
    end if;
    with moved as (
        select s.message_id, s.cap_id, s.window_on, s.person_id as from_person_id, crm.survivor(g.from_person_id) as person_id,
            row_number() over (partition by crm.survivor(g.from_person_id), s.cap_id, s.window_on order by s.message_id) as turn
        from merged g
        join crm.cap_slot s on s.person_id = g.from_person_id
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
    where s.person_id = m.from_person_id and s.message_id = m.message_id and s.cap_id = m.cap_id;
    return null;
end $$;

create or replace function crm.take_cap_slots(ids uuid[], days date[] default null) returns setof uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan as $$
declare
    claimed uuid[];
    on_days date[];
    people bigint[];
    channels text[];
    windows date[];
    turns bigint[];
    unserved uuid[] := '{}';
    unserved_now uuid[];
begin
    days := coalesce(days, (select array_agg(distinct m.occurrence_on) from crm.message m where m.message_id = any (ids)));
    select array_agg(q.message_id), array_agg(q.occurrence_on), array_agg(q.person_id), array_agg(q.channel), array_agg(q.window_on), array_agg(q.turn)
    into claimed, on_days, people, channels, windows, turns
    from (
        select m.message_id, m.occurrence_on, m.person_id, m.channel, m.window_on,
            -- no cap binds what is not marketing
            case m.kind when 'marketing' then row_number() over (partition by m.person_id, m.kind order by m.send_after, m.message_id) end as turn
        from unnest(days) d (day) join crm.message m on m.occurrence_on = d.day
        where m.message_id = any (ids) and m.state = 'claimed'
    ) q;

    -- Workers that want places of the same person go one after the other; the order keeps them from waiting in a circle.
    perform from crm.person p where p.person_id = any (people) order by p.person_id for no key update;

    for current_turn in 1 .. coalesce((select max(t) from unnest(turns) t), 0) loop  -- a person's second message sees what the first one took
        with wanted as materialized (
            select q.message_id, q.occurrence_on, q.person_id, c.cap_id, w.window_on, taken.its_own,
                free.slot, bool_and(coalesce(taken.its_own <= c.most, free.slot is not null)) over (partition by q.message_id) as is_served
            from unnest(claimed, on_days, people, channels, windows, turns) q (message_id, occurrence_on, person_id, channel, window_on, turn)
            join crm.cap c on c.is_current and coalesce(c.channel, q.channel) = q.channel
            cross join lateral (select crm.cap_window(q.window_on, c.days) as window_on) w
            cross join lateral (
                select array_agg(s.slot) as slots, min(s.slot) filter (where s.message_id = q.message_id) as its_own
                from crm.cap_slot s
                where s.person_id = q.person_id and s.cap_id = c.cap_id and s.window_on = w.window_on
            ) taken
            cross join lateral (
                -- caps are at least 1 (policy.yml), and most people have taken nothing yet
                select case when taken.slots is null then 1 else (select min(n) from generate_series(1, c.most) n where n <> all (taken.slots)) end as slot
            ) free
            where q.turn = current_turn
        ),
        taken as (
            insert into crm.cap_slot (person_id, cap_id, window_on, slot, message_id, occurrence_on)
            select w.person_id, w.cap_id, w.window_on, w.slot, w.message_id, w.occurrence_on
            from wanted w
            where w.is_served and w.its_own is null  -- it may have taken them before; a place another holds is an error
        )
        select array_agg(distinct w.message_id) into unserved_now from wanted w where not w.is_served;
        unserved := unserved || unserved_now;
    end loop;

    return query select c from unnest(claimed) c except select u from unnest(unserved) u;
end $$;

-- Going in flight -------------------------------------------------------------------------------------------------------------
-- As in 0010, but for the arms: an assignment is never changed, and the message refers to it (foreign key, CHECK). What can
-- change is the unit of the person.
create or replace function crm.why_not(ids uuid[], days date[]) returns table (message_id uuid, occurrence_on date, why text)
language sql stable security definer set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan as $$
    with m as materialized (
        select m.message_id, m.occurrence_on, m.occurrence_id, m.campaign_id, m.kind, m.mode, m.channel, m.topic, m.platform, m.person_id,
            m.unit_id, m.contact_point_id, m.address_hash
        -- day by day: an array of days rules no month out
        from unnest(days) d (day) join crm.message m on m.occurrence_on = d.day where m.message_id = any (ids)
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
        when (select p.unit_id = m.unit_id from crm.person p where p.person_id = m.person_id) is not true then 'assignment'
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

-- The door a worker goes through: it asks once, of all rows together, after everything it could have to wait for. Who moves a message
-- without it is asked by crm.judge_moves.
create function crm.go_in_flight(asked uuid[], worker text, now timestamptz) returns table (moved_id uuid, came_to text)
language plpgsql security definer set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan as $$
declare
    days date[] := (select array_agg(distinct l.occurrence_on) from crm.lease l where l.owner = worker);
    held uuid[];
    late uuid[];
    people bigint[];
    fine uuid[];
    refused uuid[];
    reasons text[];
    placed uuid[];
    capped uuid[];
begin
    -- Always in the same order, so that two workers with overlapping lists wait for each other and never in a circle.
    select array_agg(h.message_id) filter (where h.not_after >= now), array_agg(h.message_id) filter (where h.not_after < now),
        array_agg(h.person_id) filter (where h.not_after >= now and h.kind = 'marketing')
    into held, late, people
    from (
        select m.message_id, m.not_after, m.person_id, m.kind
        from unnest(days) d (day) join crm.message m on m.occurrence_on = d.day
        where m.message_id = any (asked) and m.owner = worker and m.state = 'claimed' and m.lease_until >= clock_timestamp()
        order by m.message_id for update of m
    ) h;
    perform from crm.person p where p.person_id = any (people) order by p.person_id for no key update;

    select array_agg(n.message_id) filter (where n.why is null), array_agg(n.message_id) filter (where n.why is not null),
        array_agg(n.why) filter (where n.why is not null)
    into fine, refused, reasons
    from crm.why_not(held, days) n;
    select array_agg(p) into placed from crm.take_cap_slots(fine, days) p;
    if cardinality(placed) is distinct from cardinality(fine) then
        capped := array(select f from unnest(fine) f except select p from unnest(placed) p);
    end if;

    return query
    update crm.message m
    set state = v.state, state_reason = v.reason, state_at = now
    from (
        select p, 'in_flight', null from unnest(placed) p
        union all
        select c, 'suppressed', 'capped' from unnest(capped) c
        union all
        select r.message_id, case when r.why in ('halted', 'paused', 'not_approved') then 'planned' else 'suppressed' end, r.why
        from unnest(refused, reasons) r (message_id, why)
        union all
        select l, 'expired', 'expired' from unnest(late) l
    ) v (message_id, state, reason)
    cross join unnest(days) d (day)
    where m.message_id = v.message_id and m.occurrence_on = d.day
      and m.lease_until >= clock_timestamp()  -- it may have waited
    returning m.message_id, m.state;
end $$;
comment on function crm.go_in_flight is 'Moves those of the messages a worker holds: in flight, each with its attempts begun and its places under the caps taken; or, where a message may not go, to expired, suppressed with the reason, or planned again where its campaign is halted, paused or waits for a word. What it does not hold is left alone.';

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
            -- crm.go_in_flight, for a worker
            ('owner', 'claimed', 'in_flight'), ('owner', 'claimed', 'suppressed'), ('owner', 'claimed', 'expired'), ('owner', 'claimed', 'planned'),
            -- a restored database is adopted (crm.adopt)
            ('owner', 'planned', 'uncertain'), ('owner', 'claimed', 'uncertain'), ('owner', 'in_flight', 'uncertain')
        ) arrow (mover, old_state, new_state)
        where arrow.old_state = $1 and arrow.new_state = $2 and pg_has_role(current_user, 'roundtrip_' || arrow.mover, 'usage'))
$$;

create or replace function crm.judge_moves() returns trigger language plpgsql set search_path = pg_catalog, pg_temp set enable_nestloop = off as $$
declare
    move record;
    refusal record;
begin
    if not exists (select from became) then
        return null;
    end if;
    for move in
        select w.state as old_state, b.state as new_state, b.occurrence_on, array_agg(b.message_id) as ids, proof.is_needed,
            case when proof.is_needed then array_agg(b.attempts) end as flights
        from became b
        join was w using (message_id, occurrence_on)
        cross join lateral (
            select w.state in ('in_flight', 'uncertain', 'presumed_unsent') and b.state in ('accepted', 'rejected', 'planned', 'uncertain')
                -- nobody's any more: doubt needs no proof
                and not (b.state = 'uncertain' and (w.lease_until < clock_timestamp() or current_user = 'roundtrip_owner')) as is_needed
        ) proof
        where b.state <> w.state
        group by w.state, b.state, b.occurrence_on, proof.is_needed
    loop
        if not crm.may_move(move.old_state, move.new_state) then
            raise exception 'message %: no arrow from % to % for %', move.ids[1], move.old_state, move.new_state, current_user
                using errcode = 'restrict_violation';
        end if;
        if move.new_state in ('claimed', 'in_flight') and not crm.is_adopted() then
            raise exception 'this database is a copy or was restored, and nothing is sent from it before `roundtrip ledger adopt`'
                using errcode = 'restrict_violation';
        end if;

        if move.new_state = 'in_flight' and current_user <> 'roundtrip_owner' then  -- who came through crm.go_in_flight was asked there
            select n.message_id, n.why into refusal
            from (
                select n.message_id, n.why from crm.why_not(move.ids, array[move.occurrence_on]) n where n.why is not null
                union all
                select p, 'capped' from crm.without_places(move.ids, array[move.occurrence_on]) p
            ) n
            limit 1;
            if found then
                raise exception 'message %: may not be sent: %', refusal.message_id, refusal.why using errcode = 'restrict_violation';
            end if;
        end if;

        -- The attempts' outcomes are written first, and once: what a message became never contradicts them.
        if move.is_needed then
            select p.message_id into refusal
            from unnest(move.ids, move.flights) p (message_id, flight)
            left join crm.came_to(move.ids, array[move.occurrence_on]) c on c.message_id = p.message_id and c.number = p.flight
            where c.verdict is distinct from (case move.new_state when 'planned' then 'not_now' else move.new_state end)
              and (
                  move.old_state = 'in_flight'
                  or not pg_has_role(current_user, 'roundtrip_operator', 'usage')
                  and not exists (select from became b where b.message_id = p.message_id and crm.is_proved_by_feedback(b)))
            limit 1;
            if found then
                raise exception 'message %: nothing proves that it is %', refusal.message_id, move.new_state using errcode = 'restrict_violation';
            end if;
        end if;
    end loop;
    return null;
end $$;

-- Rows are asked only where there is something to ask: the same conditions, without calling the function.
drop trigger guard on crm.message;
create trigger guard before insert or delete on crm.message for each row
when (current_user <> 'roundtrip_eraser') execute function crm.guard_message();
create trigger guard_move before update on crm.message for each row
when (
    current_user <> 'roundtrip_eraser'
    and (
        new.state = old.state
        or new.send_after < old.send_after
        or new.state in ('in_flight', 'expired', 'planned')
        or new.state = 'claimed' and (
            new.state_at >= new.send_after and new.lease_until between clock_timestamp() and clock_timestamp() + interval '1 hour') is not true)
) execute function crm.guard_message();

create or replace function crm.refresh_statistics() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    analyze crm.person, crm.identifier, crm.identity_link, crm.person_merge, crm.person_change, crm.contact_point, crm.consent,
        crm.suppression, crm.campaign, crm.campaign_step, crm.occurrence, crm.assignment, crm.decision, crm.message, crm.waiting;
end $$;

revoke all on function crm.close_leases, crm.survivor, crm.go_in_flight from public;
grant execute on function crm.close_leases, crm.go_in_flight to roundtrip_sender;
grant select on crm.lease, crm.waiting to roundtrip_sender, roundtrip_operator;

reset role;
