with installs as (

    select * from {{ ref('fct_install') }}

),

visits as (

    select * from {{ ref('fct_web_visit') }}

),

leads as (

    select * from {{ ref('stg_leads__lead') }}

),

unioned as (

    select
        'install' as kind,
        install_id as touch_id,
        person_id,
        installed_at as touched_at,
        coalesce(partner, source_type) as source,
        source_type as medium,
        campaign,
        creative,
        country
    from installs

    union all

    select
        'web_visit' as kind,
        visit_id as touch_id,
        person_id,
        started_at as touched_at,
        coalesce(utm_source, nullif({{ host_of('referrer') }}, ''), 'direct') as source,
        coalesce(utm_medium, case when referrer <> '' then 'referral' else 'direct' end) as medium,
        utm_campaign as campaign,
        utm_content as creative,
        country
    from visits

    union all

    select
        'lead' as kind,
        lead_id as touch_id,
        person_id,
        created_at as touched_at,
        source,
        'lead' as medium,
        campaign,
        null as creative,
        null as country
    from leads
    where created_at < {{ as_of_midnight() }}

)

select * from unioned
where person_id is not null
