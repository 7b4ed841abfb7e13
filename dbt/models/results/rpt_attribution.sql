with credits as (

    select
        goal,
        converted_on,
        channel,
        campaign,
        model,
        sum(credit) as conversions,
        coalesce(sum(revenue_minor), 0) as revenue_minor
    from {{ ref('fct_attribution_credit') }}
    where credit > 0
    group by goal, converted_on, channel, campaign, model

),

finals as (

    select * from {{ ref('int_final_credit') }}

),

-- a conversion that came late, or went to somebody else, may leave nothing of a figure that was final
restated as (

    select
        coalesce(credits.goal, finals.goal) as goal,
        coalesce(credits.converted_on, finals.converted_on) as converted_on,
        coalesce(credits.channel, finals.channel) as channel,
        coalesce(credits.campaign, finals.campaign) as campaign,
        coalesce(credits.model, finals.model) as model,
        coalesce(credits.conversions, 0) as conversions,
        coalesce(credits.revenue_minor, 0) as revenue_minor,
        finals.conversions as final_conversions,
        finals.revenue_minor as final_revenue_minor
    from credits
    full outer join finals
        on
            credits.goal = finals.goal
            and credits.converted_on = finals.converted_on
            and credits.channel = finals.channel
            and credits.campaign = finals.campaign
            and credits.model = finals.model

),

closed as (

    select distinct
        goal,
        converted_on,
        model,
        finalized_as_of
    from finals

)

select
    cast(restated.goal as {{ dbt.type_string() }}) as goal,
    restated.converted_on as day,
    cast(restated.channel as {{ dbt.type_string() }}) as channel,
    cast(restated.campaign as {{ dbt.type_string() }}) as campaign,
    cast(restated.model as {{ dbt.type_string() }}) as model,
    restated.conversions,
    restated.revenue_minor,
    case when closed.goal is not null then coalesce(restated.final_conversions, 0) end as first_final_conversions,
    case when closed.goal is not null then coalesce(restated.final_revenue_minor, 0) end as first_final_revenue_minor,
    closed.finalized_as_of as first_final_as_of,
    {{ stated(closes_on('restated.converted_on') ~ ' <= ' ~ as_of()) }}
from restated
left join closed
    on
        restated.goal = closed.goal
        and restated.converted_on = closed.converted_on
        and restated.model = closed.model
