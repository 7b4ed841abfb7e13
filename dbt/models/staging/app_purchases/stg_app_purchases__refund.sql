with orders as (

    select * from {{ source('raw', 'app_purchases') }}

),

staged as (

    select
        order_id as refund_id,
        refund_of as order_id,
        ordered_at as refunded_at,
        amount_minor,
        currency,
        batch_id,
        known_as_of
    from orders
    where {{ is_known('orders', 'ordered_at') }} and refund_of is not null

)

select * from staged
