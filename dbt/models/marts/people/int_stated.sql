with people as (

    select * from {{ ref('stg_crm__person') }}

),

profiles as (

    {{ one_per_person(ref('stg_profiles__profile'), 'updated_at desc, user_id') }}

),

calls as (

    select * from {{ ref('stg_segment__profile') }}

),

members as (

    {{ one_per_person(ref('dim_loyalty_member'), 'updated_at desc, loyalty_card') }}

),

leads as (

    {{ one_per_person(ref('dim_lead'), 'updated_at desc, lead_id') }}

),

starbucks as (

    {{ one_per_person(ref('stg_starbucks__member'), 'member_id') }}

)

select
    people.person_id,
    coalesce(profiles.first_name, calls.first_name, members.first_name, leads.first_name) as first_name,
    coalesce(profiles.last_name, calls.last_name, members.last_name, leads.last_name) as last_name,
    coalesce(profiles.language, calls.language) as language,
    coalesce(profiles.country, calls.country) as country,
    coalesce(profiles.city, calls.city) as city,
    coalesce(profiles.timezone, calls.timezone) as timezone,
    coalesce(profiles.gender, calls.gender, starbucks.gender) as gender,
    profiles.birth_on,
    coalesce({{ years_between('profiles.birth_on', as_of()) }}, starbucks.age) as age,
    coalesce(profiles.income, cast(starbucks.income as {{ dbt.type_bigint() }})) as income,
    profiles.profession,
    profiles.family_status,
    profiles.children,
    profiles.is_registered,
    profiles.subscriber_type,
    members.status as loyalty_status,
    members.points as loyalty_points,
    members.store_credit_minor,
    leads.status as lead_status,
    leads.company,
    leads.sector,
    leads.role
from people
left join profiles
    on people.person_id = profiles.person_id
left join calls
    on people.person_id = calls.person_id
left join members
    on people.person_id = members.person_id
left join leads
    on people.person_id = leads.person_id
left join starbucks
    on people.person_id = starbucks.person_id
