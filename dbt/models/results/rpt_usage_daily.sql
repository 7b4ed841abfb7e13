with days as (

    select * from {{ ref('fct_user_day') }}

)

select
    active_on as day,
    count(*) filter (where events > 0) as active_people,
    cast(sum(events) as {{ dbt.type_bigint() }}) as events,
    cast(sum(sessions) as {{ dbt.type_bigint() }}) as sessions,
    cast(sum(session_seconds) as {{ dbt.type_bigint() }}) as session_seconds,
    cast(sum(orders) as {{ dbt.type_bigint() }}) as orders,
    cast(sum(revenue_minor) as {{ dbt.type_bigint() }}) as revenue_minor,
    {{ stated('false') }}
from days
group by active_on
