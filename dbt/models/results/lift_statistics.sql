with cells as (

    select * from {{ ref('int_lift_cell') }}

),

campaigns as (

    select * from {{ ref('stg_crm__campaign') }}

),

variant_shares as (

    select * from {{ ref('int_variant_share') }}

),

drawn as (

    select
        'global_control' as comparison,
        case global_arm when 'control' then 'control' else 'treatment' end as arm,
        cells.*
    from cells
    where global_arm = 'control' or (global_arm = 'treatment' and campaign_arm = 'treatment')

    union all

    select
        'holdout' as comparison,
        campaign_arm as arm,
        cells.*
    from cells
    where global_arm = 'treatment' and campaign_arm in ('treatment', 'holdout')

),

shares as (

    select
        campaign_id,
        'global_control' as comparison,
        (1 - {{ var('global_control') }}) * (1 - holdout) as treated,
        {{ var('global_control') }} as left_alone
    from campaigns

    union all

    select
        campaign_id,
        'holdout' as comparison,
        1 - holdout as treated,
        holdout as left_alone
    from campaigns

),

compared as (

    select
        drawn.*,
        cast(null as {{ dbt.type_string() }}) as of_variant,
        case drawn.arm when 'treatment' then shares.treated else shares.left_alone end
        / nullif(shares.treated + shares.left_alone, 0) as expected_share
    from drawn
    inner join shares
        on drawn.campaign_id = shares.campaign_id and drawn.comparison = shares.comparison

    union all

    select
        drawn.*,
        variant_shares.variant as of_variant,
        case drawn.arm when 'treatment' then shares.treated * variant_shares.share else shares.left_alone end
        / nullif(shares.treated * variant_shares.share + shares.left_alone, 0) as expected_share
    from drawn
    inner join shares
        on drawn.campaign_id = shares.campaign_id and drawn.comparison = shares.comparison
    inner join variant_shares
        on
            drawn.campaign_id = variant_shares.campaign_id
            and (drawn.arm <> 'treatment' or drawn.variant = variant_shares.variant)

    union all

    select
        'variant' as comparison,
        cells.variant as arm,
        cells.*,
        cast(null as {{ dbt.type_string() }}) as of_variant,
        variant_shares.share as expected_share
    from cells
    inner join variant_shares
        on cells.campaign_id = variant_shares.campaign_id and cells.variant = variant_shares.variant
    where cells.global_arm = 'treatment' and cells.campaign_arm = 'treatment'

)

select
    {{ as_of() }} as as_of,
    campaign_id,
    comparison,
    population,
    of_variant as variant,
    arm,
    metric,
    cast(sum(n) as {{ dbt.type_bigint() }}) as n,
    {%- for name in ('sum_y', 'sum_y2', 'sum_x', 'sum_x2', 'sum_xy') %}
    cast(sum({{ name }}) as {{ dbt.type_numeric() }}) as {{ name }},
    {%- endfor %}
    cast(max(expected_share) as {{ dbt.type_numeric() }}) as expected_share
from compared
group by campaign_id, comparison, population, of_variant, arm, metric
