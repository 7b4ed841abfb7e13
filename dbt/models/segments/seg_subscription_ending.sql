select
    subscriptions.person_id,
    min({{ business_date('subscriptions.period_ends_at') }}) as ends_on
from {{ ref('dim_subscription') }} as subscriptions
where
    subscriptions.person_id is not null
    and subscriptions.state in ('trial', 'cancelled')
    and subscriptions.period_ends_at < {{ midnight(days_after(as_of(), 7)) }}
group by subscriptions.person_id
