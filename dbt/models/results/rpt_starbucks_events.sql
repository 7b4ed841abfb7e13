with events as (

    select * from {{ ref('fct_past_event') }}

)

select
    event,
    count(*) as events,
    {{ stated('true', currency=var('starbucks_currency')) }}
from events
group by event
