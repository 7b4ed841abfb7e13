with subscriptions as (

    select
        subscriptions.*,
        state in ('trial', 'active', 'cancelled') as is_running
    from {{ ref('dim_subscription') }} as subscriptions

)

select
    person_id,
    case
        when bool_or(is_running and started_at is not null) then 'premium'
        when bool_or(is_running) then 'trial'
        else 'free'
    end as subscriber_type
from subscriptions
where person_id is not null
group by person_id
