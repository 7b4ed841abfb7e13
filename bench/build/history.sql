-- What people did over the history and one day more, the same for the same numbers: $rows events of $people people over $days days
-- before $as_of, and the day itself. Sessions begin anywhere between somebody's first day and the end; about 2 % of them reach
-- us a day or two late; who is new has no user id before the second session.
create macro unit(a, b, c) as (hash(a, b, c) % 1000003) / 1000003.0;
create macro pick(names, seed) as names[1 + cast(seed % len(names) as bigint)];

create table moment as
with people as (
    select
        person,
        1 + floor(-ln(1 - unit(person, 0, 'sessions')) * ($rows / $people / 8.0 - 1)) as sessions,
        ($days + 1) * 86400 * if(unit(person, 0, 'old') < 0.7, 0, unit(person, 0, 'first') / 2) as first_second
    from range($people) as t (person)
),

sessions as (
    select
        person,
        session,
        first_second + (($days + 1) * 86400 - 5400 - first_second) * unit(person, session, 'begins') as begins,
        if(unit(person, session, 'late') < 0.02, 1 + hash(person, session) % 2, 0) as days_late
    from people, range(cast(sessions as bigint)) as t (session)
)

select
    person,
    session,
    event,
    -- seconds since the first midnight; the bench knows no time zone but the one of its midnights
    round(begins + event * 75 + 60 * unit(person, session, event), 3) as second,
    least(floor(second / 86400) + days_late, $days) as known_on_day
from sessions, range(cast(1 + hash(person, session, 'events') % 15 as bigint)) as t (event)
where floor(second / 86400) <= $days;

create table event as
with began as (
    select timezone($timezone, cast($as_of as timestamp)) - to_days($days) as at
)

select
    substr(md5(person || '.' || session || '.' || event), 1, 20) as event_id,
    case event
        when 0 then 'app_opened'
        else pick(['screen_viewed', 'product_viewed', 'cart_updated', 'checkout_completed'], hash(person, session, event))
    end as event,
    if(session = 0 and person % 2 = 0, null, 'u-' || person) as user_id,
    'a-' || left(md5('a' || person), 12) as anonymous_id,
    'd-' || left(md5('d' || person), 12) as device_id,
    began.at + to_milliseconds(cast(second * 1000 as bigint)) as occurred_at,
    'screen_' || hash(person, session, event // 2) % 12 as screen,
    pick(['ios', 'android', 'web'], hash(person)) as platform,
    (14 + hash(person, session // 8) % 5) || '.' || hash(person) % 4 as os_version,
    '5.' || cast(floor(second / 86400 / 20) as integer) || '.0' as app_version,
    pick(['de', 'en', 'fr', null], hash(person, 'language')) as language,
    pick(['DE', 'US', 'FR'], hash(person, 'place')) as country,
    pick(['BE', 'NY', 'IDF'], hash(person, 'place')) as region,
    pick(['Berlin', 'New York', 'Paris'], hash(person, session, 'place')) as city,
    cast(null as varchar) as message_id,
    if(event % 3 = 0, '{"sku": "sku-' || hash(person, event) % 500 || '", "items": ' || hash(event, session) % 5 || '}', null)
        as properties,
    known_on_day
from moment, began;

create table purchase as
select
    'o-' || event_id as order_id,
    user_id,
    device_id,
    occurred_at as ordered_at,
    100 + hash(event_id) % 9900 as amount_minor,
    'EUR' as currency,
    known_on_day
from event
where event = 'checkout_completed' and user_id is not null and hash(event_id, 'buys') % 10 = 0
