with people as (

    select
        cohort_week,
        source_type,
        coalesce(partner, '') as partner,
        coalesce(campaign, '') as campaign,
        count(*) as people,
        count(*) filter (where is_user) as new_users,
        count(*) filter (where is_first_purchase) as first_purchases,
        sum(revenue_minor) as revenue_minor,
        0 as spend_minor,
        sum(amounts_without_rate) as amounts_without_rate
    from {{ ref('int_acquired_person') }}
    group by cohort_week, source_type, partner, campaign

),

spend as (

    select
        {{ week_of('spent_on') }} as cohort_week,
        'paid' as source_type,
        partner,
        coalesce(nullif(campaign, '-'), '') as campaign,
        0 as people,
        0 as new_users,
        0 as first_purchases,
        0 as revenue_minor,
        coalesce(sum(spend_minor), 0) as spend_minor,
        count(*) filter (where spend_minor is null) as amounts_without_rate
    from {{ ref('fct_ad_spend') }}
    group by {{ week_of('spent_on') }}, partner, coalesce(nullif(campaign, '-'), '')

),

unioned as (

    select * from people

    union all

    select * from spend

)

select
    cohort_week,
    source_type,
    partner,
    campaign,
    {%- for name in ('people', 'new_users', 'first_purchases', 'amounts_without_rate') %}
    cast(sum({{ name }}) as {{ dbt.type_bigint() }}) as {{ name }},
    {%- endfor %}
    cast(sum(revenue_minor) as {{ dbt.type_numeric() }}) as revenue_minor,
    cast(sum(spend_minor) as {{ dbt.type_numeric() }}) as spend_minor
from unioned
group by cohort_week, source_type, partner, campaign
