with scores as (

    select * from {{ ref('stg_landing__lift_score') }}

),

windows as (

    select distinct
        campaign_id,
        population,
        due_at,
        window_ends_at
    from {{ ref('int_lift_subject') }}

),

answers as (

    select
        scores.*,
        not exists (
            select 1
            from windows
            where
                scores.campaign_id = windows.campaign_id
                and scores.population = windows.population
                and windows.due_at < {{ midnight('scores.as_of') }}
                and windows.window_ends_at > {{ midnight('scores.as_of') }}
        ) as has_ended
    from scores

)

select
    as_of,
    campaign_id,
    comparison,
    population,
    variant,
    metric,
    arm,
    baseline,
    n_treated as n_treatment,
    n_control,
    mean_treated as mean_treatment,
    mean_control,
    diff,
    ci_low,
    ci_high,
    always_low,
    always_high,
    is_adjusted,
    incremental_total,
    incremental_low,
    incremental_high,
    p,
    srm_p,
    verdict,
    reason,
    nights_needed,
    {{ stated('has_ended', as_of_column='as_of') }}
from answers
