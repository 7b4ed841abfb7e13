with lifts as (

    select * from {{ ref('rpt_campaign_lift') }}
    where
        as_of = {{ as_of() }}
        and comparison in ('global_control', 'holdout')
        and population = 'assigned'
        and variant = ''

),

campaigns as (

    select
        campaign_id,
        {{ goal_of('success_event') }} as goal
    from {{ ref('stg_crm__campaign') }}

),

credits as (

    select * from {{ ref('int_campaign_credit') }}

),

scored as (

    select distinct goal
    from {{ ref('int_markov_effect') }}

),

models as (

    {{ each_attribution_model() }}

),

asked as (

    select
        lifts.*,
        models.model
    from lifts
    inner join campaigns
        on lifts.campaign_id = campaigns.campaign_id
    cross join models
    left join scored
        on campaigns.goal = scored.goal
    where campaigns.goal is not null and (models.model <> 'markov' or scored.goal is not null)

),

beside as (

    select
        asked.*,
        coalesce(case asked.metric when 'revenue' then credits.revenue_minor else credits.conversions end, 0)
            as attributed,
        coalesce(
            case asked.metric when 'revenue' then credits.revenue_minor_in_trial else credits.converted_in_trial end, 0
        ) as attributed_in_trial
    from asked
    left join credits
        on asked.campaign_id = credits.campaign_id and asked.model = credits.model

)

select
    campaign_id,
    comparison,
    metric,
    cast(model as {{ dbt.type_string() }}) as model,
    attributed,
    attributed_in_trial,
    incremental_total as incremental,
    incremental_low,
    incremental_high,
    attributed_in_trial - incremental_total as gap,
    verdict,
    {{ stated('is_final') }}
from beside
