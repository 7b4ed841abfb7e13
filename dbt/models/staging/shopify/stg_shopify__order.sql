{%- set identifiers = {'email': 'email_hash', 'phone': 'phone_hash'} -%}

with lines as (

    select * from {{ ref('stg_shopify__line') }}

),

orders as (

    select
        order_name as order_id,
        ordered_at,
        currency,
        email_hash,
        phone_hash,
        financial_status,
        city,
        case when source = 'pos' then 'store' else 'web' end as channel,
        sum(item_quantity) as items,
        sum(amount) as items_amount,
        coalesce(total, sum(amount)) as amount,
        -- nothing was ever paid of a voided order, and it stands here so that its correction reaches who counted it
        case
            when financial_status in ('voided', 'expired') then coalesce(total, sum(amount))
            else refunded_amount
        end as refunded,
        case when count(*) = 1 then max(coalesce(item_sku, item_name)) end as product,
        max(batch_id) as batch_id,
        max(known_as_of) as known_as_of
    from lines
    group by
        order_name, ordered_at, currency, email_hash, phone_hash, financial_status, city, source, total, refunded_amount

),

identified as (

    select
        orders.order_id,
        {{ person_id(identifiers) }} as person_id,
        orders.ordered_at,
        {{ minor_units('orders.amount', 'orders.currency') }} as amount_minor,
        {{ minor_units('least(coalesce(orders.refunded, 0), orders.amount)', 'orders.currency') }} as refunded_minor,
        {{ minor_units('orders.items_amount', 'orders.currency') }} as items_minor,
        orders.currency,
        orders.channel,
        orders.product,
        orders.items,
        orders.city,
        orders.financial_status,
        orders.batch_id,
        orders.known_as_of
    from orders
    {{- join_people('orders', identifiers) }}

)

select * from identified
