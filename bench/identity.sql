-- A history in raw, as the loader would have left it: {humans} humans with 3.6 identifiers each, half of them with an account, a
-- quarter in the app without one, a quarter on the web; shop tablets that many share, e-mail addresses of couples.
insert into raw.batch (feed, file, checksum, bytes, rows_in, rows_loaded, rows_quarantined, rows_duplicate, known_as_of)
values ('bench', 'history', 'history', 0, 0, 0, 0, 0, '2026-11-10');

create temporary table human as
select n, mod(n, 4) as way, timestamptz '2026-11-01' + mod(n, 700000) * interval '1 second' as at from generate_series(1, {humans}) as n;

insert into raw.profiles (user_id, email_hash, phone_hash, loyalty_card, updated_at, content_hash, batch_id, line, known_as_of)
select 'u' || n, md5('mail' || case when mod(n, 50) = 0 then n - 2 else n end), case when mod(n, 3) = 0 then md5('phone' || n) end,
    case when mod(n, 5) = 0 then 'card' || n end, at, '', 1, n, '2026-11-10'
from human where way < 2;

insert into raw.devices (device_id, user_id, anonymous_id, push_token_hash, platform, seen_at, content_hash, batch_id, line, known_as_of)
select 'd' || n || '-' || k, case when way < 2 then 'u' || n end, 'a' || n || '-' || k, md5('token' || n || k), 'ios', at, '', 1, n * 2 + k, '2026-11-10'
from human cross join generate_series(0, 1) as k where way < 3 and (k = 0 or mod(n, 3) = 0);

insert into raw.app_events (event_id, event, user_id, anonymous_id, device_id, occurred_at, content_hash, batch_id, line, known_as_of)
select 'e' || n || '-' || k, 'opened', case when way < 2 and k > 0 then 'u' || n end, 'a' || n || '-0',
    case when way < 2 and mod(n, 100) = 1 and k = 3 then 'tablet' || mod(n / 100, greatest({humans} / 5000, 1)) else 'd' || n || '-0' end,
    at + k * interval '1 hour', '', 1, n * 4 + k, '2026-11-10'
from human cross join generate_series(0, 3) as k where way < 3;

insert into raw.web_visits (visit_id, web_cookie, user_id, started_at, content_hash, batch_id, line, known_as_of)
select 'v' || n || '-' || k, 'c' || n || '-' || k, case when way < 2 then 'u' || n end, at, '', 1, n * 2 + k, '2026-11-10'
from human cross join generate_series(0, 1) as k where way = 3 or way = 0 and mod(n, 8) = 0;

insert into raw.leads (lead_id, email_hash, phone_hash, web_cookie, source, status, created_at, updated_at, content_hash, batch_id, line, known_as_of)
select 'l' || n || '-' || k, md5('mail' || n), case when mod(n, 2) = 0 then md5('phone' || n) end, 'c' || n || '-' || k, 'form', 'new', at, at, '', 1, n * 2 + k, '2026-11-10'
from human cross join generate_series(0, 1) as k where way = 3;
