with outcomes as (

    select * from {{ ref('fct_lift_outcome') }}

),

measured as (

    {% for metric, y, x in (
        ('conversions', 'conversions', 'conversions_before'),
        ('revenue', 'revenue_minor', 'revenue_minor_before'),
    ) %}
    select
        campaign_id,
        population,
        global_arm,
        campaign_arm,
        variant,
        '{{ metric }}' as metric,
        cast({{ y }} as {{ dbt.type_numeric() }}) as y,
        cast({{ x }} as {{ dbt.type_numeric() }}) as x
    from outcomes
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

cells as (

    select
        campaign_id,
        population,
        global_arm,
        campaign_arm,
        variant,
        metric,
        count(*) as n,
        sum(y) as sum_y,
        sum(y * y) as sum_y2,
        sum(x) as sum_x,
        sum(x * x) as sum_x2,
        sum(x * y) as sum_xy
    from measured
    group by campaign_id, population, global_arm, campaign_arm, variant, metric

)

select * from cells
