{%- set identifiers = {'email': 'email_hash', 'phone': 'phone_hash', 'web_cookie': 'web_cookie'} -%}

with versions as (

    select * from {{ source('raw', 'leads') }}

),

ranked as (

    select
        versions.*,
        row_number() over (
            partition by versions.lead_id
            order by versions.updated_at desc, versions.batch_id desc, versions.line desc
        ) as recency
    from versions
    where {{ is_known('versions', 'updated_at') }}

),

newest as (

    select
        ranked.lead_id,
        {{ person_id(identifiers) }} as person_id,
        ranked.first_name,
        ranked.last_name,
        ranked.company,
        ranked.sector,
        ranked.role,
        ranked.events_attended,
        ranked.source,
        ranked.campaign,
        ranked.status,
        ranked.created_at,
        ranked.updated_at,
        ranked.batch_id
    from ranked
    {{- join_people('ranked', identifiers) }}
    where ranked.recency = 1

)

select * from newest
