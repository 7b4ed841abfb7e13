with opened as (

    select
        events.*,
        {{ ga4_known(json_text('ecommerce', 'transaction_id')) }} as recorded_id,
        {{ json_text('ecommerce', 'purchase_revenue') }} as revenue,
        {{ json_text('ecommerce', 'purchase_revenue_in_usd') }} as revenue_in_usd,
        {{ ga4_param('properties', 'transaction_id') }} as transaction_id,
        {{ ga4_param('properties', 'currency') }} as stated_currency,
        {{ ga4_param('properties', 'value') }} as stated_value,
        {{ ga4_param('properties', 'product_id') }} as product,
        {{ ga4_param('properties', 'price') }} as price_in_millionths,
        coalesce({{ ga4_param('properties', 'quantity') }}, '1') as quantity
    from {{ ref('stg_ga4__event') }} as events
    where event in ('purchase', 'in_app_purchase')

),

-- the app stores report a price, everybody else what was paid
valued as (

    select
        opened.*,
        coalesce(recorded_id, transaction_id, event_id) as order_id,
        coalesce(stated_currency, 'USD') as currency,
        case
            when event = 'in_app_purchase'
                then {{ number_or_null('price_in_millionths') }} * {{ number_or_null('quantity') }} / 1000000
            when stated_currency is null
                then {{ number_or_null('revenue_in_usd') }}
            else {{ number_or_null('coalesce(revenue, stated_value)') }}
        end as amount
    from opened

),

-- a thank-you page that is loaded again reports its purchase again
numbered as (

    select
        valued.*,
        row_number() over (partition by order_id order by occurred_at, event_id) as nth
    from valued
    where amount >= 0

),

placed as (

    select
        order_id,
        person_id,
        occurred_at as ordered_at,
        {{ minor_units('amount', 'currency') }} as amount_minor,
        currency,
        case when platform = 'web' then 'web' else 'app' end as channel,
        product,
        batch_id,
        known_as_of
    from numbered
    where nth = 1

)

select * from placed
