-- The two tables attribution begins with, in the columns its models read.
create schema if not exists marts;
create table marts.fct_touch (
    kind text, touch_id text, person_id bigint, touched_at timestamptz, channel text, source text, campaign text,
    window_ends_at timestamptz
);
create table marts.fct_goal (
    goal text, conversion_id text, person_id bigint, converted_at timestamptz, converted_on date, revenue_minor numeric(28, 6)
);
