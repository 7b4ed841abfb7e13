-- One more night of 20,000 rows: half of known people, the rest newcomers, sign-ups, and leads who turn
-- out to have an account.
insert into raw.batch (feed, file, checksum, bytes, rows_in, rows_loaded, rows_quarantined, rows_duplicate, known_as_of)
values ('bench', 'night', 'night', 0, 0, 0, 0, 0, '2026-11-11');

insert into raw.app_events (event_id, event, user_id, anonymous_id, device_id, occurred_at, content_hash, batch_id, line, known_as_of)
select 'n' || n, 'opened',
    case when n <= 10000 then 'u' || 4 * n when n between 15001 and 17500 then 'signed-up' || n end,
    case when n <= 10000 then 'a' || 4 * n || '-0' when n <= 15000 then 'new' || n else 'a' || 4 * (n - 15000) + 2 || '-0' end,
    case when n <= 10000 then 'd' || 4 * n || '-0' when n <= 15000 then 'new-d' || n else 'd' || 4 * (n - 15000) + 2 || '-0' end,
    '2026-11-10', '', 2, n, '2026-11-11'
from generate_series(1, 17500) as n;

insert into raw.profiles (user_id, email_hash, updated_at, content_hash, batch_id, line, known_as_of)
select 'from-web' || n, md5('mail' || 4 * n + 3), '2026-11-10', 'later', 2, n, '2026-11-11' from generate_series(1, 1250) as n;

insert into raw.web_visits (visit_id, web_cookie, user_id, started_at, content_hash, batch_id, line, known_as_of)
select 'w' || n, 'c' || 4 * n + 3 || '-0', 'u' || 4 * n, '2026-11-10', '', 2, n, '2026-11-11' from generate_series(1251, 2500) as n;
