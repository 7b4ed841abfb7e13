with cohorts as (

    select * from {{ ref('int_cohort') }}

),

ages as (

    select * from {{ ref('int_cohort_age') }}

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
        {{ days_between(days_after('cohorts.cohort_week', 6), as_of()) }} as ages_over
    from cohorts
    inner join grown
        on
            cohorts.cohort_week = grown.cohort_week
            and cohorts.source_type = grown.source_type
            and cohorts.partner = grown.partner
            and cohorts.campaign = grown.campaign

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
    payback_days,
    case when ages_over > 0 then ages_over - 1 end as known_days,
    amounts_without_rate,
    {{ stated('ages_over > ' ~ var('ltv_days') | max) }}
from aged
