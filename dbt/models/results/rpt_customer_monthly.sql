{%- set of_person = var('dimensions') | rejectattr('many') | selectattr('of', 'equalto', 'person') | list -%}

with orders as (

    select
        person_id,
        order_id,
        {{ month_of('ordered_on') }} as month_start,
        case when currency = '{{ var("currency") }}' then paid_minor else 0 end as paid_minor,
        case when currency = '{{ var("currency") }}' then refunded_minor else 0 end as refunded_minor
    from {{ ref('fct_order') }}
    where person_id is not null

),

customers as (

    select
        person_id,
        month_start,
        count(*) as orders,
        sum(paid_minor) as paid_minor,
        sum(refunded_minor) as refunded_minor,
        month_start = min(month_start) over (partition by person_id) as is_new
    from orders
    group by person_id, month_start

),

subscribers as (

    select
        person_id,
        {{ month_of('occurred_on') }} as month_start,
        count(*) as subscriptions_started
    from {{ ref('fct_subscription_event') }}
    where event = 'started' and person_id is not null
    group by person_id, {{ month_of('occurred_on') }}

),

people as (

    select * from {{ ref('dim_person') }}

),

bought as (

    select
        coalesce(customers.person_id, subscribers.person_id) as person_id,
        coalesce(customers.month_start, subscribers.month_start) as month_start,
        customers.orders,
        customers.paid_minor,
        customers.refunded_minor,
        customers.is_new,
        subscribers.subscriptions_started
    from customers
    full outer join subscribers
        on customers.person_id = subscribers.person_id and customers.month_start = subscribers.month_start

),

counted as (

    {{ by_dimensions(
        'bought left join people using (person_id)', customer_sums(), of_person, 'month_start', of='people'
    ) }}

)

select
    counted.*,
    {{ stated('false') }}
from counted
