with orders as (

    select * from {{ source('raw', 'app_purchases') }}

),

identifiers as (

    select * from {{ ref('stg_crm__identifier') }}

),

identified as (

    select
        orders.order_id,
        users.person_id,
        orders.ordered_at,
        orders.amount_minor,
        orders.currency,
        orders.items,
        orders.batch_id,
        orders.known_as_of
    from orders
    left join identifiers as users
        on users.kind = 'user_id' and orders.user_id = users.value
    where {{ is_known('orders', 'ordered_at') }}

)

select * from identified
