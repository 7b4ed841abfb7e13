with weeks as (

    select
        {{ week_of('day') }} as cohort_week,
        source_type,
        partner,
        sum(spend_minor) as spend_minor,
        sum(installs) as installs,
        sum(aggregate_installs) as aggregate_installs,
        sum(people) as people,
        sum(first_purchases) as first_purchases,
        sum(revenue_minor) as revenue_minor
    from {{ ref('fct_acquisition') }}
    where source_type in ('paid', 'unattributed')
    group by {{ week_of('day') }}, source_type, partner

),

evidence as (

    select
        cohort_week,
        case source_type when 'paid' then 'attributed' else 'unattributed' end as evidence,
        partner,
        case source_type when 'paid' then spend_minor end as spend_minor,
        installs,
        people,
        first_purchases,
        revenue_minor
    from weeks

    union all

    select
        cohort_week,
        'aggregate' as evidence,
        partner,
        null as spend_minor,
        aggregate_installs as installs,
        null as people,
        null as first_purchases,
        null as revenue_minor
    from weeks
    where aggregate_installs > 0

)

select
    cohort_week,
    evidence,
    partner,
    cast(spend_minor as {{ dbt.type_numeric() }}) as spend_minor,
    {%- for name in ('installs', 'people', 'first_purchases') %}
    cast({{ name }} as {{ dbt.type_bigint() }}) as {{ name }},
    {%- endfor %}
    cast(revenue_minor as {{ dbt.type_numeric() }}) as revenue_minor,
    {{ stated('false') }}
from evidence
