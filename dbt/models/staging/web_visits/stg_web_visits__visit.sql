{%- set identifiers = {'user_id': 'user_id', 'web_cookie': 'web_cookie'} -%}

with visits as (

    select * from {{ source('raw', 'web_visits') }}

),

identified as (

    select
        visits.visit_id,
        {{ person_id(identifiers) }} as person_id,
        visits.started_at,
        visits.landing_page,
        visits.referrer,
        visits.utm_source,
        visits.utm_medium,
        visits.utm_campaign,
        visits.utm_content,
        visits.pages,
        visits.seconds,
        visits.country,
        visits.device_type,
        visits.batch_id
    from visits
    {{- join_people('visits', identifiers) }}
    where {{ is_known('visits', 'started_at') }}

)

select * from identified
