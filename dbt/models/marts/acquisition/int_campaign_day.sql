with spend as (

    select
        spent_on,
        partner,
        coalesce(nullif(campaign, '-'), '') as campaign,
        sum(spend_minor) as spend_minor,
        count(*) as statements,
        count(spend_minor) as statements_known
    from {{ ref('fct_ad_spend') }}
    group by spent_on, partner, coalesce(nullif(campaign, '-'), '')

),

people as (

    select
        person_id,
        acquired_on,
        partner,
        coalesce(campaign, '') as campaign,
        {%- for days in var('budget_horizons') %}
        sum(value_minor) filter (where age_days <= {{ days }}) as value_d{{ days }}_minor,
        {%- endfor %}
        min(age_days) filter (where value_minor > 0) as paid_after_days
    from {{ ref('int_acquired_value') }}
    where source_type = 'paid' and age_days >= 0
    group by person_id, acquired_on, partner, coalesce(campaign, '')

),

brought as (

    select
        acquired_on,
        partner,
        campaign,
        {%- for days in var('budget_horizons') %}
        sum(value_d{{ days }}_minor) as value_d{{ days }}_minor,
        count(*) filter (where paid_after_days <= {{ days }}) as payers_d{{ days }},
        {%- endfor %}
        count(*) as people
    from people
    group by acquired_on, partner, campaign

),

by_horizon as (
    {%- for days in var('budget_horizons') %}

    select
        {{ days }} as horizon_days,
        spend.spent_on,
        spend.partner,
        spend.campaign,
        spend.spend_minor,
        coalesce(brought.value_d{{ days }}_minor, 0) as value_minor,
        coalesce(brought.payers_d{{ days }}, 0) as payers
    from spend
    left join brought
        on
            spend.spent_on = brought.acquired_on
            and spend.partner = brought.partner
            and spend.campaign = brought.campaign
    where
        spend.statements = spend.statements_known
        and {{ days_after('spend.spent_on', days) }} < {{ as_of() }}
        and {{ days_after('spend.spent_on', days + var('budget_days')) }} >= {{ as_of() }}
    {{- '\n\n    union all' if not loop.last }}
    {%- endfor %}

)

select
    horizon_days,
    spent_on,
    partner,
    campaign,
    cast(spend_minor as {{ dbt.type_numeric() }}) as spend_minor,
    cast(value_minor as {{ dbt.type_numeric() }}) as value_minor,
    payers
from by_horizon
