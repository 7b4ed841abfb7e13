with people as (

    select * from {{ ref('dim_acquisition') }}

),

brought as (

    select
        person_id,
        sum(value_minor) filter (where age_days >= 0) as revenue_minor,
        {%- for days in var('ltv_days') %}
        sum(value_minor) filter (where age_days between 0 and {{ days }}) as value_d{{ days }}_minor,
        {%- endfor %}
        sum(value_minor) filter (where age_days < 0) as earlier_revenue_minor,
        count(*) filter (where age_days >= 0 and is_order) as orders,
        count(*) filter (where age_days < 0 and is_order) as earlier_orders,
        count(*) filter (where value_minor is null) as amounts_without_rate
    from (
        select
            acquired.*,
            kind like 'order%' as is_order
        from {{ ref('int_acquired_value') }} as acquired
    ) as acquired
    group by person_id

),

leads as (

    select * from {{ ref('int_acquired_lead') }}

),

returns as (

    select * from {{ ref('int_return') }}

)

select
    people.*,
    returns.person_id is not null as is_user,
    {%- for number in var('nth_returns') %}
    returns.opened_{{ number }}_on is not null as has_opened_{{ number }},
    {%- endfor %}
    coalesce(leads.leads, 0) as leads,
    coalesce(leads.leads_won, 0) as leads_won,
    coalesce(leads.leads_sold, 0) as leads_sold,
    coalesce(brought.orders, 0) as orders,
    coalesce(brought.orders > 0 and brought.earlier_orders = 0, false) as is_first_purchase,
    cast(coalesce(brought.revenue_minor, 0) as {{ dbt.type_numeric() }}) as revenue_minor,
    {%- for days in var('ltv_days') %}
    cast(coalesce(brought.value_d{{ days }}_minor, 0) as {{ dbt.type_numeric() }}) as value_d{{ days }}_minor,
    {%- endfor %}
    cast(coalesce(brought.earlier_revenue_minor, 0) as {{ dbt.type_numeric() }}) as earlier_revenue_minor,
    coalesce(brought.amounts_without_rate, 0) as amounts_without_rate
from people
left join returns
    on people.person_id = returns.person_id
left join leads
    on people.person_id = leads.person_id
left join brought
    on people.person_id = brought.person_id
