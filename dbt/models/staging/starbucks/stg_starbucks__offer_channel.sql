with offers as (

    select * from {{ ref('stg_starbucks__offer') }}

),

opened as (

    select
        offers.offer_id,
        channels.value as channel
    from offers
    cross join lateral {{ json_texts('offers.channels', 'channels') }}

)

select * from opened
