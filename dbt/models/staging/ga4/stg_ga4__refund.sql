with opened as (

    select
        events.*,
        {{ ga4_known(json_text('ecommerce', 'transaction_id')) }} as recorded_id,
        {{ json_text('ecommerce', 'refund_value') }} as refund_value,
        {{ ga4_param('properties', 'transaction_id') }} as transaction_id,
        {{ ga4_param('properties', 'value') }} as stated_value,
        coalesce({{ ga4_param('properties', 'currency') }}, 'USD') as currency
    from {{ ref('stg_ga4__event') }} as events
    where event = 'refund'

),

staged as (

    select
        event_id as refund_id,
        coalesce(recorded_id, transaction_id) as order_id,
        occurred_at as refunded_at,
        {{ minor_units(number_or_null('coalesce(refund_value, stated_value)'), 'currency') }} as amount_minor,
        currency,
        batch_id,
        known_as_of
    from opened

)

select *
from staged
where order_id is not null and amount_minor >= 0
