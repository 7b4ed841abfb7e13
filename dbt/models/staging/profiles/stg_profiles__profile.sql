with versions as (

    select * from {{ source('raw', 'profiles') }}

),

identifiers as (

    select * from {{ ref('stg_crm__identifier') }}

),

timezones as {{ known_timezones() }},

ranked as (

    select
        versions.*,
        row_number() over (
            partition by versions.user_id
            order by versions.updated_at desc, versions.batch_id desc, versions.line desc
        ) as recency
    from versions
    where {{ is_known('versions', 'updated_at') }}

),

newest as (

    select
        ranked.user_id,
        users.person_id,
        ranked.first_name,
        ranked.last_name,
        ranked.language,
        ranked.country,
        ranked.city,
        timezones.name as timezone,
        ranked.gender,
        ranked.birth_on,
        ranked.income,
        ranked.profession,
        ranked.family_status,
        ranked.children,
        ranked.interests,
        ranked.subscriber_type,
        ranked.linked_accounts,
        ranked.is_registered,
        ranked.attributes,
        ranked.updated_at,
        ranked.batch_id
    from ranked
    left join identifiers as users
        on users.kind = 'user_id' and ranked.user_id = users.value
    left join timezones
        on ranked.timezone = timezones.name
    where ranked.recency = 1

)

select * from newest
