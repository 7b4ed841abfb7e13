with cohorts as (

    select * from {{ ref('int_cohort') }}
    where spend_minor > 0

),

ages as (

    select
        {%- for days in var('payback_ages') %}
        sum(value_minor) filter (where age_days <= {{ days }}) as value_d{{ days }}_minor,
        {%- endfor %}
        cohort_week,
        source_type,
        partner,
        campaign
    from {{ ref('int_cohort_age') }}
    group by cohort_week, source_type, partner, campaign

),

grown as (

    select
        {%- for days in var('payback_ages') %}
        ages.value_d{{ days }}_minor,
        {%- endfor %}
        cohorts.*
    from cohorts
    left join ages
        on
            cohorts.cohort_week = ages.cohort_week
            and cohorts.source_type = ages.source_type
            and cohorts.partner = ages.partner
            and cohorts.campaign = ages.campaign

),

by_age as (
    {%- for days in var('payback_ages') %}

    select
        cohort_week,
        partner,
        campaign,
        {{ days }} as age_days,
        spend_minor,
        coalesce(value_d{{ days }}_minor, 0) as value_minor,
        {{ days_after('cohort_week', 6 + days) }} < {{ as_of() }} as is_mature
    from grown
    {{- '\n\n    union all' if not loop.last }}
    {%- endfor %}

)

select
    cohort_week,
    partner,
    nullif(campaign, '') as campaign,
    age_days,
    spend_minor,
    cast(case when is_mature then value_minor end as {{ dbt.type_numeric() }}) as value_minor,
    is_mature,
    {{ stated('false') }}
from by_age
