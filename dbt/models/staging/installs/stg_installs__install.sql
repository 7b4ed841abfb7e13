{%- set identifiers = {'user_id': 'customer_user_id', 'device_id': 'device_id'} -%}

with reported as (

    select * from {{ source('raw', 'installs') }}

),

installs as (

    -- the same report may hold what people did after a retargeting click: an install is what put the app on a device
    select
        reported.*,
        case
            when lower(media_source) = 'af_app_invites' then 'referral'
            when lower(media_source) = 'restricted' then 'unattributed'
            when lower(media_source) <> 'organic' then 'paid'
            -- who does not let themselves be tracked looks as if nobody had brought them, whoever did
            when lower(att) in ({{ quoted(var('att_without_consent')) }}) then 'unattributed'
            else 'organic'
        end as source_type
    from reported
    where
        {{ is_known('reported', 'install_time') }}
        and coalesce(event_name, 'install') in ('install', 'reinstall', 're-attribution')

),

identified as (

    select
        installs.appsflyer_id as install_id,
        {{ person_id(identifiers) }} as person_id,
        installs.install_time as installed_at,
        installs.attributed_touch_type as touch_type,
        installs.attributed_touch_time as touched_at,
        installs.source_type,
        case when installs.source_type = 'paid' then installs.media_source end as partner,
        case when installs.source_type = 'paid' then installs.campaign end as campaign,
        case when installs.source_type = 'paid' then installs.af_adset end as adset,
        case when installs.source_type = 'paid' then installs.af_ad end as creative,
        referrers.person_id as referrer_person_id,
        installs.country_code as country,
        installs.region,
        installs.city,
        installs.platform,
        installs.batch_id
    from installs
    {{- join_people('installs', identifiers) }}
    left join {{ ref('stg_crm__identifier') }} as referrers
        on
            referrers.kind = 'user_id'
            and installs.source_type = 'referral'
            and installs.af_referrer_customer_id = referrers.value

)

select * from identified
