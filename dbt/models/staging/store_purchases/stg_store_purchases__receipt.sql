with receipts as (

    select * from {{ source('raw', 'store_purchases') }}

),

identifiers as (

    select * from {{ ref('stg_crm__identifier') }}

),

identified as (

    select
        receipts.receipt_id,
        receipts.store_id,
        cards.person_id,
        receipts.bought_at,
        receipts.amount_minor,
        receipts.currency,
        cards.claim_id,
        receipts.batch_id,
        receipts.known_as_of
    from receipts
    left join identifiers as cards
        on cards.kind = 'loyalty_card' and receipts.loyalty_card = cards.value
    where {{ is_known('receipts', 'bought_at') }}

)

select * from identified
