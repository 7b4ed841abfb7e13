-- crm.take_cap_slots locked the people of every message, crm.go_in_flight before it those of marketing only: two workers, or a
-- worker and a merge, could wait for each other until Postgres ended one of them.
set role roundtrip_owner;

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

    -- Workers that want places of the same person go one after the other; the order keeps them from waiting in a circle, as long
    -- as nobody else is locked here than crm.go_in_flight has locked already: people to whom marketing goes.
    perform from crm.person p
    where p.person_id = any (array(select q.person_id from unnest(people, turns) q (person_id, turn) where q.turn is not null))
    order by p.person_id for no key update;

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

reset role;
