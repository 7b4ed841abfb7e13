with observed as (

    select * from {{ ref('int_person_value') }}

),

predictions as (

    select
        predictions.*,
        max(as_of) over () as newest_as_of
    from {{ ref('stg_landing__person_value') }} as predictions
    where as_of < {{ as_of() }}

),

newest as (

    select * from predictions
    where as_of = newest_as_of

),

messages as (

    select
        person_id,
        sum({{ message_cost('channel') }}) as message_cost_minor
    from {{ ref('stg_crm__message') }}
    where state = 'accepted' and as_of <= {{ as_of() }}
    group by person_id

),

ranked as (

    select
        observed.*,
        messages.message_cost_minor,
        newest.as_of as scored_on,
        newest.model,
        newest.p_alive,
        {%- for horizon in (30, 90, 365) %}
        newest.purchases_{{ horizon }},
        newest.value_{{ horizon }}_minor,
        {%- endfor %}
        ntile(10) over (
            partition by newest.as_of is null
            order by newest.value_365_minor, observed.value_minor, observed.person_id
        ) as tenth
    from observed
    left join newest
        on observed.person_id = newest.person_id
    left join messages
        on observed.person_id = messages.person_id

)

select
    person_id,
    order_app_minor,
    order_web_minor,
    order_store_minor,
    subscription_minor,
    ad_view_minor,
    value_minor,
    message_cost_minor,
    amounts_without_rate,
    first_value_on,
    last_value_on,
    scored_on,
    model,
    p_alive,
    {%- for horizon in (30, 90, 365) %}
    purchases_{{ horizon }},
    value_{{ horizon }}_minor,
    {%- endfor %}
    case when scored_on is not null then tenth end as decile
from ranked
