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
        1.0 as first_until,
        case when position = steps then 1.0 else 0.0 end as last_until,
        case when position >= coalesce(last_non_direct, steps) then 1.0 else 0.0 end as last_non_direct_until,
        1.0 * position / steps as linear_until,
        {{ position_based_until('position', 'steps') }} as position_based_until,
        {{ weight_until('decayed_weight') }} as time_decay_until,
        case when markov_weight is not null then {{ weight_until('markov_weight') }} end as markov_until
    from judged

),

rounded as (

    select
        {%- for model in models %}
        {{ rounded_share(model ~ '_until') }} as {{ model }}_held,
        {{ rounded_money(model ~ '_until') }} as {{ model }}_held_minor,
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
    {{ beyond_the_one_before(model ~ '_held', type_share()) }} as {{ model }}_credit,
    {{ beyond_the_one_before(model ~ '_held_minor', dbt.type_numeric()) }} as {{ model }}_minor,
    {%- endfor %}
    position,
    steps
from rounded
