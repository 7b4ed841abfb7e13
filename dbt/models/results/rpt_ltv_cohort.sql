with cohorts as (

    select * from {{ ref('int_cohort') }}

),

ages as (

    select * from {{ ref('int_cohort_age') }}

),

expected as (

    -- of those who ever bought: what somebody's first order may bring is not in it
    select
        cohort_week,
        source_type,
        coalesce(partner, '') as partner,
        coalesce(campaign, '') as campaign,
        value_365_low_minor,
        value_365_mid_minor,
        value_365_high_minor
    from {{ ref('stg_landing__value_cohort') }}
    where level = 'cohort' and as_of = {{ as_of() }}

),

grown as (

    select
        cohorts.cohort_week,
        cohorts.source_type,
        cohorts.partner,
        cohorts.campaign,
        {%- for days in var('ltv_days') %}
        sum(ages.value_minor) filter (where ages.age_days <= {{ days }}) as value_d{{ days }}_minor,
        {%- endfor %}
        min(ages.age_days) filter (
            where ages.is_mature and cohorts.spend_minor > 0 and ages.value_so_far_minor >= cohorts.spend_minor
        ) as payback_days
    from cohorts
    left join ages
        on
            cohorts.cohort_week = ages.cohort_week
            and cohorts.source_type = ages.source_type
            and cohorts.partner = ages.partner
            and cohorts.campaign = ages.campaign
    group by cohorts.cohort_week, cohorts.source_type, cohorts.partner, cohorts.campaign

),

aged as (

    select
        cohorts.*,
        {%- for days in var('ltv_days') %}
        grown.value_d{{ days }}_minor,
        {%- endfor %}
        grown.payback_days,
        {%- for end in ('low', 'mid', 'high') %}
        cohorts.revenue_minor + expected.value_365_{{ end }}_minor as predicted_{{ end }}_minor,
        {%- endfor %}
        {{ days_between(days_after('cohorts.cohort_week', 6), as_of()) }} as ages_over
    from cohorts
    inner join grown
        on
            cohorts.cohort_week = grown.cohort_week
            and cohorts.source_type = grown.source_type
            and cohorts.partner = grown.partner
            and cohorts.campaign = grown.campaign
    left join expected
        on
            cohorts.cohort_week = expected.cohort_week
            and cohorts.source_type = expected.source_type
            and cohorts.partner = expected.partner
            and cohorts.campaign = expected.campaign

)

select
    cohort_week,
    source_type,
    nullif(partner, '') as partner,
    nullif(campaign, '') as campaign,
    people,
    new_users,
    first_purchases,
    spend_minor,
    revenue_minor,
    {%- for days in var('ltv_days') %}
    cast(
        case when ages_over > {{ days }} then coalesce(value_d{{ days }}_minor, 0) end as {{ dbt.type_numeric() }}
    ) as value_d{{ days }}_minor,
    {%- endfor %}
    {%- for end in ('low', 'mid', 'high') %}
    cast(predicted_{{ end }}_minor as {{ dbt.type_numeric() }}) as predicted_{{ end }}_minor,
    {%- endfor %}
    payback_days,
    case when ages_over > 0 then ages_over - 1 end as known_days,
    amounts_without_rate,
    {{ stated('ages_over > ' ~ var('ltv_days') | max) }}
from aged
