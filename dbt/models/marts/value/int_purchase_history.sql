with days as (

    select
        person_id,
        occurred_on as bought_on,
        sum(value_minor) as spend_minor,
        min(occurred_on) over (partition by person_id) as first_on
    from {{ ref('fct_value_event') }}
    where kind in ('order_app', 'order_web', 'order_store') and person_id is not null and value_minor > 0
    group by person_id, occurred_on

),

held_back as (

    select
        least(
            {{ var('backtest_days') }}, cast(floor({{ days_between('min(bought_on)', as_of()) }} / 3.0) as integer)
        ) as days
    from days

),

cutoffs as (

    select
        'tonight' as cutoff,
        {{ as_of() }} as cutoff_on,
        0 as held_back_days

    union all

    select
        'backtest' as cutoff,
        {{ days_after(as_of(), '-days') }} as cutoff_on,
        days as held_back_days
    from held_back
    where days > 0

),

histories as (

    select
        cutoffs.cutoff,
        days.person_id,
        cutoffs.cutoff_on,
        cutoffs.held_back_days,
        days.first_on,
        count(*) filter (where days.bought_on < cutoffs.cutoff_on) - 1 as frequency,
        {{ days_between('days.first_on', 'max(days.bought_on) filter (where days.bought_on < cutoffs.cutoff_on)') }}
            as recency_days,
        {{ days_between('days.first_on', 'cutoffs.cutoff_on') }} as age_days,
        cast(
            avg(days.spend_minor) filter (where days.bought_on < cutoffs.cutoff_on and days.bought_on > days.first_on)
            as {{ dbt.type_numeric() }}
        ) as mean_spend_minor,
        count(*) filter (where days.bought_on >= cutoffs.cutoff_on) as later_purchases,
        cast(
            coalesce(sum(days.spend_minor) filter (where days.bought_on >= cutoffs.cutoff_on), 0)
            as {{ dbt.type_numeric() }}
        ) as later_spend_minor
    from days
    cross join cutoffs
    where days.first_on < cutoffs.cutoff_on
    group by cutoffs.cutoff, days.person_id, cutoffs.cutoff_on, cutoffs.held_back_days, days.first_on

),

acquired as (

    select * from {{ ref('dim_acquisition') }}

)

select
    histories.*,
    coalesce(acquired.source_type, 'unattributed') as source_type,
    acquired.partner,
    acquired.campaign,
    coalesce(acquired.cohort_week, {{ week_of('histories.first_on') }}) as cohort_week
from histories
left join acquired
    on histories.person_id = acquired.person_id
