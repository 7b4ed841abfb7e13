{%- set identifiers = {'loyalty_card': 'loyalty_card'} -%}

-- no CTE, so that a night looks its receipts up by the key of raw
select
    receipts.receipt_id,
    receipts.store_id,
    receipts.city,
    {{ person_id(identifiers) }} as person_id,
    receipts.bought_at,
    receipts.amount_minor,
    receipts.currency,
    receipts.batch_id,
    receipts.known_as_of
from {{ source('raw', 'store_purchases') }} as receipts
{{- join_people('receipts', identifiers) }}
where {{ is_known('receipts', 'bought_at') }}
