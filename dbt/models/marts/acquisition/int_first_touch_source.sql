with touches as (

    select
        int_first_touch.*,
        lower(medium) in ({{ quoted(var('paid_mediums')) }}) as is_paid_medium,
        lower(source) in ({{ quoted(var('invitation_sources')) }}) as is_invitation
    from {{ ref('int_first_touch') }} as int_first_touch

),

campaigns as (

    -- a name that two partners use tells of neither
    select
        campaign,
        min(partner) as partner
    from {{ ref('fct_ad_spend') }}
    group by campaign
    having count(distinct partner) = 1

),

sourced as (

    select
        touches.*,
        campaigns.partner as spending_partner,
        case
            when touches.is_paid_medium then 'paid'
            when touches.is_invitation then 'referral'
            when touches.kind = 'lead' and campaigns.campaign is not null then 'paid'
            else 'organic'
        end as source_type
    from touches
    left join campaigns
        on touches.campaign = campaigns.campaign

)

select
    person_id,
    kind,
    touched_at,
    source_type,
    case when source_type = 'paid' then coalesce(spending_partner, source) end as partner,
    case when source_type = 'paid' then campaign end as campaign,
    case when source_type = 'paid' then creative end as creative,
    country
from sourced
where kind <> 'install'
