with days as (

    select * from {{ ref('fct_acquisition') }}

)

select
    day as spent_on,
    source_type,
    partner,
    campaign,
    adset,
    creative,
    country,
    platform,
    spend_minor,
    planned_minor as budget_minor,
    planned_spend_minor as budgeted_spend_minor,
    impressions,
    clicks,
    installs,
    aggregate_installs,
    people,
    new_users,
    {%- for number in var('nth_returns') %}
    opened_{{ number }} as opened_{{ number }}_people,
    {%- endfor %}
    leads,
    leads_won,
    leads_sold,
    first_purchases,
    orders,
    revenue_minor,
    earlier_revenue_minor,
    revenue_minor - spend_minor as profit_minor,
    amounts_without_rate,
    {{ stated('false') }}
from days
