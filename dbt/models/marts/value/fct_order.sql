{{
    config(
        materialized='incremental',
        incremental_strategy='replace_touched',
        unique_key='order_id',
        on_schema_change='fail',
    )
}}
-- depends_on: {{ ref('stg_crm__person_change') }}

{% if is_incremental() %}
{%- set touched -%}
    select
        orders.order_id,
        split_part(orders.order_id, ':', 1) as source,
        substring(orders.order_id, length(split_part(orders.order_id, ':', 1)) + 2) as key
    from (
        {{ orders_with_news() }}
    ) as orders
{%- endset -%}
{%- set touched = noted('touched', touched) %}
{% endif %}
with app_orders as (

    select * from {{ ref('stg_app_purchases__order') }}
    {{ of_source('app', 'order_id', touched) }}

),

refunds as (

    select
        order_id,
        currency,
        sum(amount_minor) as refunded_minor,
        max(refunded_at) as refunded_at,
        max(batch_id) as batch_id
    from {{ ref('stg_app_purchases__refund') }}
    {{ of_source('app', 'order_id', touched) }}
    group by order_id, currency

),

ga4_orders as (

    select * from {{ ref('stg_ga4__order') }}
    {{ of_source('ga4', 'order_id', touched) }}

),

ga4_refunds as (

    select
        order_id,
        currency,
        sum(amount_minor) as refunded_minor,
        max(refunded_at) as refunded_at,
        max(batch_id) as batch_id
    from {{ ref('stg_ga4__refund') }}
    {{ of_source('ga4', 'order_id', touched) }}
    group by order_id, currency

),

shopify_orders as (

    select * from {{ ref('stg_shopify__order') }}
    {{ of_source('shopify', 'order_id', touched) }}

),

receipts as (

    select * from {{ ref('stg_store_purchases__receipt') }}
    {{ of_source('store', 'receipt_id', touched) }}

),

starbucks as (

    select * from {{ ref('stg_starbucks__transaction') }}
    {{ of_source('starbucks', 'transaction_id', touched) }}

),

unioned as (

    select
        'app:' || app_orders.order_id as order_id,
        app_orders.person_id,
        app_orders.ordered_at,
        app_orders.amount_minor as paid_minor,
        least(coalesce(refunds.refunded_minor, 0), app_orders.amount_minor) as refunded_minor,
        app_orders.currency,
        'app' as channel,
        app_orders.product,
        cast(null as {{ dbt.type_string() }}) as store_id,
        cast(null as {{ dbt.type_string() }}) as city,
        greatest(app_orders.ordered_at, refunds.refunded_at) as revised_at,
        greatest(app_orders.batch_id, refunds.batch_id) as batch_id,
        app_orders.known_as_of
    from app_orders
    left join refunds
        on app_orders.order_id = refunds.order_id and app_orders.currency = refunds.currency

    union all

    select
        'ga4:' || ga4_orders.order_id as order_id,
        ga4_orders.person_id,
        ga4_orders.ordered_at,
        ga4_orders.amount_minor as paid_minor,
        least(coalesce(ga4_refunds.refunded_minor, 0), ga4_orders.amount_minor) as refunded_minor,
        ga4_orders.currency,
        ga4_orders.channel,
        ga4_orders.product,
        cast(null as {{ dbt.type_string() }}) as store_id,
        cast(null as {{ dbt.type_string() }}) as city,
        greatest(ga4_orders.ordered_at, ga4_refunds.refunded_at) as revised_at,
        greatest(ga4_orders.batch_id, ga4_refunds.batch_id) as batch_id,
        ga4_orders.known_as_of
    from ga4_orders
    left join ga4_refunds
        on ga4_orders.order_id = ga4_refunds.order_id and ga4_orders.currency = ga4_refunds.currency

    union all

    select
        'shopify:' || order_id as order_id,
        person_id,
        ordered_at,
        amount_minor as paid_minor,
        refunded_minor,
        currency,
        channel,
        product,
        cast(null as {{ dbt.type_string() }}) as store_id,
        city,
        ordered_at as revised_at,
        batch_id,
        known_as_of
    from shopify_orders

    union all

    select
        'store:' || receipt_id as order_id,
        person_id,
        bought_at as ordered_at,
        amount_minor as paid_minor,
        0 as refunded_minor,
        currency,
        'store' as channel,
        cast(null as {{ dbt.type_string() }}) as product,
        store_id,
        city,
        bought_at as revised_at,
        batch_id,
        known_as_of
    from receipts

    union all

    select
        'starbucks:' || transaction_id as order_id,
        person_id,
        occurred_at as ordered_at,
        amount_minor as paid_minor,
        0 as refunded_minor,
        currency,
        'store' as channel,
        cast(null as {{ dbt.type_string() }}) as product,
        cast(null as {{ dbt.type_string() }}) as store_id,
        cast(null as {{ dbt.type_string() }}) as city,
        occurred_at as revised_at,
        batch_id,
        known_as_of
    from starbucks

)

select
    unioned.*,
    cast(paid_minor - refunded_minor as {{ dbt.type_bigint() }}) as amount_minor,
    {{ business_date('ordered_at') }} as ordered_on,
    {{ as_of() }} as as_of
from unioned
