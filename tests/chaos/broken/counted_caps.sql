-- Caps as they are often done: how many have gone out so far? Two who ask at the same time get the same answer.
create or replace function crm.take_cap_slots(ids uuid[], days date[] default null) returns setof uuid
language sql security definer set search_path = pg_catalog, pg_temp as $$
    select m.message_id
    from crm.message m
    where m.message_id = any (ids) and m.state = 'claimed' and not exists (
        select from crm.cap c
        where c.is_current and m.kind = 'marketing' and coalesce(c.channel, m.channel) = m.channel and c.most <= (
            select count(*) from crm.message o
            where o.person_id = m.person_id and o.kind = 'marketing' and coalesce(c.channel, o.channel) = o.channel
                and o.state in ('in_flight', 'accepted', 'uncertain')
                and crm.cap_window(o.window_on, c.days) = crm.cap_window(m.window_on, c.days)))
$$;
