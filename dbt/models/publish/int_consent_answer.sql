with due as (

    select distinct
        channel,
        topic
    from {{ ref('int_due_step') }}

),

consents as (

    select * from {{ ref('stg_crm__consent') }}

),

ranked as (

    select
        consents.person_id,
        due.channel,
        due.topic,
        consents.is_granted,
        row_number() over (
            partition by consents.person_id, due.channel, due.topic
            order by consents.effective_at desc, consents.is_granted asc
        ) as recency
    from due
    inner join consents
        on due.channel = consents.channel and consents.topic in (due.topic, '*')

)

select
    person_id,
    channel,
    topic,
    is_granted
from ranked
where recency = 1
