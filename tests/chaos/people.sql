-- People with a mail address and a device each, every third with a second device. Every seventh shares a household's address, every ninth never said yes,
-- every eleventh address bounced once. Commands are parameters' own: %(people)s people, all known since %(since)s.
with born as (
    insert into crm.person (unit_id, known_as_of)
    select 0, %(since)s from generate_series(1, %(people)s)
    returning person_id
),
numbered as (select person_id, row_number() over (order by person_id) as n from born),
contact as (
    select person_id, n, kind, case when kind = 'email' and n %% 7 = 0 then 'email-home-' || n / 14 else kind || '-' || person_id end as address_hash
    from numbered cross join (values ('email'), ('push_token')) k (kind)
    union all
    select person_id, n, 'push_token', 'push_token-' || person_id || '-second' from numbered where n %% 3 = 0
),
addressed as (
    insert into crm.address (address_hash, kind, address)
    select distinct address_hash, kind, address_hash || case kind when 'email' then '@people.example' else ':token' end from contact
),
point as (
    insert into crm.contact_point (person_id, kind, address_hash, platform, seen_at, known_as_of)
    select person_id, kind, address_hash, case kind when 'push_token' then 'android' end, %(since)s, %(since)s from contact
),
agreed as (
    insert into crm.consent (person_id, channel, topic, is_granted, effective_at, source, known_as_of)
    select person_id, channel, 'offers', n %% 9 > 0, %(since)s, 'chaos', %(since)s
    from numbered cross join (values ('email'), ('push')) c (channel)
),
bounced as (
    insert into crm.suppression (address_hash, channel, reason, effective_at, source, known_as_of)
    select distinct address_hash, 'email', 'bounced', cast(%(since)s as timestamptz), 'chaos', cast(%(since)s as date)
    from contact where kind = 'email' and n %% 11 = 0
),
profile as (
    insert into marts.dim_person select person_id, 'P' || n, 'en', 'DE', 'Europe/Berlin' from numbered
)
insert into segments.seg_everybody select person_id from born
