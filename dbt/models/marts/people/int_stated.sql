-- No CTE: Postgres never merges a view that has one into the query that reads it, and who asks for a few people would
-- wait for all.
-- noqa: disable=ST05
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
from {{ ref('stg_crm__person') }} as people
left join ({{ one_per_person(ref('stg_profiles__profile'), 'updated_at desc, user_id') }}) as profiles
    on people.person_id = profiles.person_id
left join {{ ref('stg_segment__profile') }} as calls
    on people.person_id = calls.person_id
left join ({{ one_per_person(ref('dim_loyalty_member'), 'updated_at desc, loyalty_card') }}) as members
    on people.person_id = members.person_id
left join ({{ one_per_person(ref('dim_lead'), 'updated_at desc, lead_id') }}) as leads
    on people.person_id = leads.person_id
left join ({{ one_per_person(ref('stg_starbucks__member'), 'member_id') }}) as starbucks
    on people.person_id = starbucks.person_id
