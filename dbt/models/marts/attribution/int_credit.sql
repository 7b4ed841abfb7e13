{%- set models = attribution_models() -%}
{%- set path = 'partition by goal, conversion_id' -%}

with paths as (

    select * from {{ ref('fct_path') }}

),

effects as (

    select * from {{ ref('int_markov_effect') }}

),

scored as (

    select distinct
        goal,
        converted_on
    from effects

),

weighed as (

    select
        paths.*,
        cast(paths.revenue_minor * 1000000 as {{ dbt.type_bigint() }}) as revenue_millionths,
        {{ decayed('paths.seconds_before') }} as decayed_weight,
        case when scored.goal is not null then coalesce(effects.effect, 0) end as effect
    from paths
    left join scored
        on paths.goal = scored.goal and paths.converted_on = scored.converted_on
    left join effects
        on
            paths.goal = effects.goal
            and paths.converted_on = effects.converted_on
            and paths.channel = effects.channel

),

-- where no touch of a path has an effect there is nothing to tell them apart by
judged as (

    select
        weighed.*,
        case when max(effect) over ({{ path }}) = 0 then 1 else effect end as markov_weight,
        max(case when channel <> 'direct' then position end) over ({{ path }}) as last_non_direct
    from weighed

),

shared as (

    select
        judged.*,
        cast(1 as {{ dbt.type_float() }}) as first_until,
        cast(case when position = steps then 1 else 0 end as {{ dbt.type_float() }}) as last_until,
        cast(case when position >= coalesce(last_non_direct, steps) then 1 else 0 end as {{ dbt.type_float() }})
            as last_non_direct_until,
        cast(position as {{ dbt.type_float() }}) / steps as linear_until,
        {{ position_based_until('position', 'steps') }} as position_based_until,
        {{ weight_until('decayed_weight') }} as time_decay_until,
        case when markov_weight is not null then {{ weight_until('markov_weight') }} end as markov_until
    from judged

),

rounded as (

    select
        {%- for model in models %}
        {{ held_share(model ~ '_until') }} as {{ model }}_held,
        {{ held_money(model ~ '_until') }} as {{ model }}_held_money,
        {%- endfor %}
        shared.*
    from shared

)

select
    goal,
    conversion_id,
    person_id,
    converted_at,
    converted_on,
    touch_id,
    kind,
    channel,
    source,
    campaign,
    touched_at,
    {%- for model in models %}
    {{ credited_share(model ~ '_held') }} as {{ model }}_credit,
    {{ credited_money(model ~ '_held_money') }} as {{ model }}_minor,
    {%- endfor %}
    position,
    steps
from rounded
