with app_orders as (

    select * from {{ ref('stg_app_purchases__order') }}

),

receipts as (

    select * from {{ ref('stg_store_purchases__receipt') }}

),

starbucks as (

    select * from {{ ref('stg_starbucks__transaction') }}

),

unioned as (

    select
        'app:' || order_id as order_id,
        person_id,
        ordered_at,
        amount_minor,
        currency,
        'app' as channel,
        cast(null as {{ dbt.type_bigint() }}) as claim_id,
        batch_id,
        known_as_of
    from app_orders

    union all

    select
        'store:' || receipt_id as order_id,
        person_id,
        bought_at as ordered_at,
        amount_minor,
        currency,
        'store' as channel,
        claim_id,
        batch_id,
        known_as_of
    from receipts

    union all

    select
        'starbucks:' || transaction_id as order_id,
        person_id,
        occurred_at as ordered_at,
        amount_minor,
        currency,
        'store' as channel,
        cast(null as {{ dbt.type_bigint() }}) as claim_id,
        batch_id,
        known_as_of
    from starbucks

)

select
    unioned.*,
    {{ business_date('ordered_at') }} as ordered_on
from unioned
