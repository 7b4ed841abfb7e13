-- What dbt would have built: the tables that deciding and planning read, filled anew for every scenario (people.sql).
set role roundtrip_transformer;  -- whose schemas they are
create schema publish;
create schema segments;
create schema marts;
grant usage on schema publish, segments, marts to roundtrip_decider;
create table publish.eligibility (
    campaign_id text, occurrence_on date, occurrence_id text default '', step_id text, channel text, kind text, topic text, priority integer,
    person_id bigint, unit_id bigint, contact_point_id bigint, address_hash text, platform text, language text, country text,
    timezone text, mode text default 'live', segment text default 'everybody', in_segment boolean default true,
    has_consent boolean, is_reachable boolean default true, is_suppressed boolean, is_already_received boolean default false,
    is_recent boolean default false, is_capped boolean default false, is_lower_priority boolean default false,
    is_fresh boolean default true, has_converted boolean default false, is_paused boolean default false,
    has_content boolean default true, is_eligible boolean default true
);
create table segments.seg_everybody (person_id bigint primary key);
create table marts.dim_person (person_id bigint primary key, first_name text, language text, country text, timezone text);
grant select on all tables in schema publish, segments, marts to roundtrip_decider;
reset role;
