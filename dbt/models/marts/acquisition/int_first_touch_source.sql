with touches as (

    select
        int_first_touch.*,
        {{ channel_of_link('medium', 'source') }} as channel
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
            when touches.channel = 'invitation' then 'referral'
            when touches.channel in ({{ quoted(var('paid_channels')) }}) then 'paid'
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
