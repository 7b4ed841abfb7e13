with people as (

    select * from {{ ref('dim_person') }}

),

installs as (

    {{ one_per_person(ref('fct_install'), 'installed_at, install_id') }}

),

first_touches as (

    select * from {{ ref('int_first_touch_source') }}

),

ruled as (

    select
        person_id,
        'install' as rule,
        installed_at as acquired_at,
        source_type,
        partner,
        campaign,
        adset,
        creative,
        referrer_person_id,
        country,
        platform
    from installs

    union all

    select
        first_touches.person_id,
        'first_touch' as rule,
        first_touches.touched_at as acquired_at,
        first_touches.source_type,
        first_touches.partner,
        first_touches.campaign,
        null as adset,
        first_touches.creative,
        null as referrer_person_id,
        first_touches.country,
        case first_touches.kind when 'web_visit' then 'web' end as platform
    from first_touches
    left join installs
        on first_touches.person_id = installs.person_id
    where installs.person_id is null

),

acquired as (

    select
        people.person_id,
        coalesce(ruled.rule, 'none') as rule,
        coalesce(ruled.acquired_at, people.first_seen_at) as acquired_at,
        coalesce(ruled.source_type, 'organic') as source_type,
        ruled.partner,
        ruled.campaign,
        ruled.adset,
        ruled.creative,
        ruled.referrer_person_id,
        coalesce(ruled.country, people.country) as country,
        coalesce(ruled.platform, people.platform) as platform
    from people
    left join ruled
        on people.person_id = ruled.person_id

)

select
    acquired.*,
    {{ business_date('acquired_at') }} as acquired_on,
    {{ week_of(business_date('acquired_at')) }} as cohort_week
from acquired
