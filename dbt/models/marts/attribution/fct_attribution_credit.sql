with credits as (

    select * from {{ ref('int_credit') }}

),

held as (

    {{ credit_by_model('credits') }}

)

select
    goal,
    conversion_id,
    person_id,
    converted_at,
    converted_on,
    touch_id,
    kind,
    channel,
    source,
    campaign,
    touched_at,
    position,
    steps,
    model,
    credit,
    revenue_minor
from held
where credit is not null
