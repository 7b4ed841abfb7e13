with identified as (

    select
        person_id,
        bool_or(kind = 'user_id') as has_account,
        bool_or(kind in ('user_id', 'device_id', 'anonymous_id')) as is_in_app
    from {{ ref('stg_crm__identifier') }}
    group by person_id

),

moments as (

    select
        person_id,
        min(started_at) as first_at,
        max(ended_at) as last_in_app_at
    from {{ ref('fct_session') }}
    group by person_id

    union all

    select
        person_id,
        min(installed_at) as first_at,
        max(installed_at) as last_in_app_at
    from {{ ref('fct_install') }}
    group by person_id

    union all

    select
        person_id,
        min(seen_at) as first_at,
        max(seen_at) as last_in_app_at
    from {{ ref('stg_devices__device') }}
    group by person_id

    union all

    select
        person_id,
        touched_at as first_at,
        null as last_in_app_at
    from {{ ref('int_first_touch') }}

    union all

    select
        person_id,
        min(ordered_at) as first_at,
        null as last_in_app_at
    from {{ ref('fct_order') }}
    group by person_id

),

lives as (

    select
        person_id,
        min(first_at) as first_seen_at,
        max(last_in_app_at) as last_in_app_at
    from moments
    group by person_id

),

uninstalls as (

    select
        person_id,
        max(uninstalled_at) as uninstalled_at
    from {{ ref('fct_uninstall') }}
    group by person_id

)

select
    identified.person_id,
    identified.has_account,
    identified.is_in_app,
    lives.first_seen_at,
    case
        when lives.last_in_app_at > uninstalls.uninstalled_at then null
        else uninstalls.uninstalled_at
    end as uninstalled_at
from identified
left join lives
    on identified.person_id = lives.person_id
left join uninstalls
    on identified.person_id = uninstalls.person_id
