with ages as (

    select
        cohort_week,
        source_type,
        coalesce(partner, '') as partner,
        coalesce(campaign, '') as campaign,
        age_days,
        sum(value_minor) as value_minor
    from {{ ref('int_acquired_value') }}
    where age_days >= 0
    group by cohort_week, source_type, partner, campaign, age_days

)

select
    cohort_week,
    source_type,
    partner,
    campaign,
    age_days,
    cast(coalesce(value_minor, 0) as {{ dbt.type_numeric() }}) as value_minor,
    cast(
        coalesce(
            sum(value_minor) over (
                partition by cohort_week, source_type, partner, campaign order by age_days
                rows between unbounded preceding and current row
            ), 0
        ) as {{ dbt.type_numeric() }}
    ) as value_so_far_minor,
    {{ days_after('cohort_week', '6 + age_days') }} < {{ as_of() }} as is_mature
from ages
