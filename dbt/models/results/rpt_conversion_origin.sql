with conversions as (

    select * from {{ ref('int_conversion') }}

),

messages as (

    select * from {{ ref('stg_crm__message') }}
    where state = 'accepted' and as_of <= {{ as_of() }}

),

messaged as (

    select distinct
        conversions.success_id,
        conversions.event
    from conversions
    inner join messages
        on
            conversions.person_id = messages.person_id
            and conversions.occurred_at >= messages.sent_at
            and conversions.occurred_at < messages.sent_at + interval '{{ var("messaged_within_days") }} days'

),

traced as (

    select
        conversions.*,
        case when messaged.success_id is null then 'organic' else 'messaged' end as origin
    from conversions
    left join messaged
        on conversions.success_id = messaged.success_id and conversions.event = messaged.event

),

told as (

    {{ told_by('traced') }}

)

select
    occurred_on as day,
    cast(event as {{ dbt.type_string() }}) as event,
    cast(origin as {{ dbt.type_string() }}) as origin,
    dimension,
    value,
    count(*) as conversions,
    count(distinct person_id) as people,
    cast(sum(revenue_minor) as {{ dbt.type_bigint() }}) as revenue_minor,
    {{ stated('false') }}
from told
group by occurred_on, event, origin, dimension, value
