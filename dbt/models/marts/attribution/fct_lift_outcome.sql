with subjects as (

    select * from {{ ref('int_lift_subject') }}

),

successes as (

    select * from {{ ref('fct_success') }}

),

outcomes as (

    select
        subjects.campaign_id,
        subjects.population,
        subjects.person_id,
        count(*) filter (where successes.occurred_at >= subjects.due_at) as successes,
        sum(successes.revenue_minor) filter (where successes.occurred_at >= subjects.due_at) as revenue_minor,
        count(*) filter (where successes.occurred_at < subjects.due_at) as successes_before,
        sum(successes.revenue_minor) filter (where successes.occurred_at < subjects.due_at) as revenue_minor_before
    from subjects
    inner join successes
        on
            subjects.person_id = successes.person_id
            and subjects.success_event = successes.event
            and {{ dbt.dateadd('day', -var('pre_period_days'), 'subjects.due_at') }} <= successes.occurred_at
            and subjects.window_ends_at > successes.occurred_at
    group by subjects.campaign_id, subjects.population, subjects.person_id

),

joined as (

    select
        subjects.campaign_id,
        subjects.population,
        subjects.person_id,
        subjects.step_id,
        subjects.global_arm,
        subjects.campaign_arm,
        subjects.variant,
        case when outcomes.successes > 0 then 1 else 0 end as conversions,
        case when outcomes.successes_before > 0 then 1 else 0 end as conversions_before,
        coalesce(outcomes.revenue_minor, 0) as revenue_minor,
        coalesce(outcomes.revenue_minor_before, 0) as revenue_minor_before,
        subjects.window_ends_at <= {{ as_of_midnight() }} as is_final
    from subjects
    left join outcomes
        on
            subjects.campaign_id = outcomes.campaign_id
            and subjects.population = outcomes.population
            and subjects.person_id = outcomes.person_id

)

select * from joined
