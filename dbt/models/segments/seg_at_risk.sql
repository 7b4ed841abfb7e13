select
    people.person_id,
    {{ last_did('purchase') }} as last_order_on
from {{ ref('dim_person') }} as people
inner join {{ ref('dim_person_value') }} as worth
    on people.person_id = worth.person_id
where
    worth.decile > {{ 10 - var('at_risk_deciles') }}
    and (
        worth.p_alive < {{ var('at_risk_below') }}
        or worth.p_alive is null and {{ did_not('purchase', within_days=14) }}
    )
