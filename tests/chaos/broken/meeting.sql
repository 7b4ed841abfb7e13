-- Between looking for due messages and taking them, a claim waits for another that stands at the same place, as those of two busy
-- machines do now and then. Locks are told of at once, commits only to later statements.
create function crm.meet() returns void language plpgsql as $$
declare
    give_up_at timestamptz := clock_timestamp() + interval '300 milliseconds';
begin
    perform pg_advisory_xact_lock_shared(33);
    while clock_timestamp() < give_up_at
        and (select count(*) from pg_locks l where l.locktype = 'advisory' and l.objid = 33 and l.granted) < 2
    loop
        perform pg_sleep(0.002);
    end loop;
end $$;
