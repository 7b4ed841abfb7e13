-- One statement at a time of millions of rows that nobody else sees: sorts, hashes and temporary tables stay in memory, and
-- compiling would take longer than it saves.
set local work_mem = '128MB';
set local jit = off;
set temp_buffers = '256MB';

-- One row per combination of identifiers of one feed's new rows. address: one that names nobody by itself, as a push token.
create temporary table sighting (
    sighting_id bigint generated always as identity,
    feed text, user_id text, anonymous_id text, device_id text, web_cookie text, email text, phone text, loyalty_card text,
    address text, seen_at timestamptz, batch_id bigint, known_as_of date
) on commit drop
