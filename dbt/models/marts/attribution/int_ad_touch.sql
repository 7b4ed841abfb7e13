with installs as (

    select * from {{ ref('fct_install') }}
    where person_id is not null and source_type in ('paid', 'referral')

),

touches as (

    -- a network that does not say when it was seen was seen at the latest when the app was installed
    select
        case
            when source_type = 'referral' then 'invitation'
            when lower(touch_type) = 'impression' then 'ad_impression'
            else 'ad_click'
        end as kind,
        'install:' || install_id as touch_id,
        person_id,
        coalesce(touched_at, installed_at) as touched_at,
        case source_type when 'referral' then 'invitation' else 'paid' end as channel,
        coalesce(partner, 'app') as source,
        campaign
    from installs

)

select * from touches
