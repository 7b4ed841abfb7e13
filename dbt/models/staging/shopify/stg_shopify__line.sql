with lines as (

    select * from {{ source('raw', 'shopify_orders') }}

),

ranked as (

    select
        lines.*,
        max(lines.batch_id) over (partition by lines.order_name) as newest_batch_id
    from lines
    where lines.known_as_of <= {{ as_of() }}

),

-- what is the order's own stands on one of its lines, wherever in the file the others are
newest as (

    select
        order_name,
        line,
        max(created_at) over (partition by order_name) as ordered_at,
        max(currency) over (partition by order_name) as currency,
        max(email_hash) over (partition by order_name) as email_hash,
        max(phone_hash) over (partition by order_name) as phone_hash,
        max(total) over (partition by order_name) as total,
        max(refunded_amount) over (partition by order_name) as refunded_amount,
        max(financial_status) over (partition by order_name) as financial_status,
        max(shipping_city) over (partition by order_name) as city,
        max(source) over (partition by order_name) as source,
        item_sku,
        item_name,
        item_quantity,
        item_price * item_quantity - coalesce(item_discount, 0) as amount,
        batch_id,
        known_as_of
    from ranked
    where batch_id = newest_batch_id

)

select *
from newest
where ordered_at < {{ as_of_midnight() }} and currency is not null
