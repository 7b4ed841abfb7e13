{{
    config(
        materialized='incremental',
        incremental_strategy='replace_touched',
        unique_key='person_id',
        on_schema_change='fail',
    )
}}
-- depends_on: {{ ref('stg_crm__person_change') }}, {{ ref('stg_landing__batch') }}, {{ ref('stg_profiles__profile') }}
-- depends_on: {{ ref('stg_segment__profile') }}, {{ ref('dim_loyalty_member') }}, {{ ref('stg_starbucks__member') }}

{%- if is_incremental() %}
{%- set touched = noted('touched', persons_with_news()) %}
{%- endif %}

with people as (

    select * from {{ ref('stg_crm__person') }}
    {{ only(touched, 'person_id') }}

),

stated as (

    select * from {{ ref('int_stated') }}

),

lives as (

    select * from {{ ref('int_life') }}

),

devices as (

    {{ one_per_person(ref('stg_devices__device'), 'seen_at desc, device_id') }}

),

installs as (

    {{ one_per_person(ref('fct_install'), 'installed_at, install_id') }}

),

first_touches as (

    select * from {{ ref('int_first_touch') }}

),

subscribers as (

    select * from {{ ref('int_subscriber') }}

)

select
    people.person_id,
    people.unit_id,
    stated.first_name,
    stated.last_name,
    coalesce(stated.language, devices.language) as language,
    coalesce(stated.country, installs.country, first_touches.country) as country,
    coalesce(stated.city, installs.city) as city,
    stated.timezone,
    stated.gender,
    stated.birth_on,
    stated.age,
    {{ band('stated.age', var('age_bands')) }} as age_band,
    stated.income,
    {{ band('stated.income', var('income_bands')) }} as income_band,
    stated.profession,
    stated.family_status,
    stated.children,
    coalesce(stated.is_registered, lives.has_account) as is_registered,
    not lives.is_in_app as is_prospect,
    coalesce(subscribers.subscriber_type, stated.subscriber_type) as subscriber_type,
    stated.loyalty_status,
    stated.loyalty_points,
    stated.store_credit_minor,
    stated.lead_status,
    stated.company,
    stated.sector,
    stated.role,
    coalesce(devices.platform, installs.platform) as platform,
    devices.os_version,
    devices.app_version,
    devices.push_permission,
    installs.installed_at,
    installs.source_type,
    installs.partner,
    installs.campaign,
    installs.adset,
    installs.creative,
    installs.referrer_person_id,
    lives.uninstalled_at,
    coalesce(lives.first_seen_at, {{ midnight('people.known_as_of') }}) as first_seen_at,
    first_touches.source as first_touch_source,
    first_touches.medium as first_touch_medium,
    first_touches.campaign as first_touch_campaign,
    people.known_as_of,
    {{ as_of() }} as as_of
from people
inner join stated
    on people.person_id = stated.person_id
inner join lives
    on people.person_id = lives.person_id
left join devices
    on people.person_id = devices.person_id
left join installs
    on people.person_id = installs.person_id
left join first_touches
    on people.person_id = first_touches.person_id
left join subscribers
    on people.person_id = subscribers.person_id
where people.known_as_of <= {{ as_of() }}
