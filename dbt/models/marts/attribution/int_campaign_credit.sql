with campaigns as (

    select
        campaign_id,
        {{ goal_of('success_event') }} as goal
    from {{ ref('stg_crm__campaign') }}

),

-- whom the campaign was tried on, and until when a success counts
treated as (

    select * from {{ ref('int_lift_subject') }}
    where population = 'assigned' and global_arm = 'treatment' and campaign_arm = 'treatment'

),

credits as (

    select
        fct.goal,
        fct.campaign as campaign_id,
        fct.person_id,
        fct.converted_at,
        fct.model,
        fct.credit,
        fct.revenue_minor
    from {{ ref('fct_attribution_credit') }} as fct
    where fct.source = 'crm' and fct.credit > 0

),

by_person as (

    select
        credits.campaign_id,
        credits.model,
        credits.person_id,
        sum(credits.credit) as conversions,
        sum(credits.revenue_minor) as revenue_minor,
        sum(credits.credit) filter (
            where credits.converted_at >= treated.due_at and credits.converted_at < treated.window_ends_at
        ) as conversions_in_trial,
        sum(credits.revenue_minor) filter (
            where credits.converted_at >= treated.due_at and credits.converted_at < treated.window_ends_at
        ) as revenue_minor_in_trial
    from credits
    inner join campaigns
        on credits.campaign_id = campaigns.campaign_id and credits.goal = campaigns.goal
    left join treated
        on credits.campaign_id = treated.campaign_id and credits.person_id = treated.person_id
    group by credits.campaign_id, credits.model, credits.person_id

)

select
    campaign_id,
    model,
    sum(conversions) as conversions,
    coalesce(sum(revenue_minor), 0) as revenue_minor,
    coalesce(sum(least(coalesce(conversions_in_trial, 0), 1)), 0) as converted_in_trial,
    coalesce(sum(revenue_minor_in_trial), 0) as revenue_minor_in_trial
from by_person
group by campaign_id, model
