{%- set identifiers = {'user_id': 'user_id'} -%}

-- no CTE, so that a night looks its orders up by the key of raw
select
    orders.order_id,
    {{ person_id(identifiers) }} as person_id,
    orders.ordered_at,
    orders.amount_minor,
    orders.currency,
    orders.items,
    orders.product,
    orders.batch_id,
    orders.known_as_of
from {{ source('raw', 'app_purchases') }} as orders
{{- join_people('orders', identifiers) }}
where {{ is_known('orders', 'ordered_at') }} and orders.refund_of is null
