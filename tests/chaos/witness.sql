-- What the checker needs and the product does not keep: what the database could see when it was asked whether a message may
-- go, and where nobody asked it, when the attempt began. Times would not do: between a refusal's commit and the moment others
-- see it, and between the question and the attempt, lies as much time as a busy machine takes.
create schema chaos;
create table chaos.asked (
    n bigint generated always as identity,
    message_id uuid,
    asked_in xid8 default pg_current_xact_id(),
    saw pg_snapshot
);
alter table crm.attempt
    add column begun_in xid8 default pg_current_xact_id(),
    add column saw pg_snapshot default pg_current_snapshot();

alter function crm.why_not(uuid[], date[]) rename to why_not_unwitnessed;
create function crm.why_not(ids uuid[], days date[]) returns table (message_id uuid, occurrence_on date, why text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    saw pg_snapshot := pg_current_snapshot();  -- the question, a statement of its own, sees no less
begin
    insert into chaos.asked (message_id, saw) select i, saw from unnest(ids) i;
    return query select * from crm.why_not_unwitnessed(ids, days);
end $$;
