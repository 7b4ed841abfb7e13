with stated as (

    select * from {{ source('raw', 'exchange_rates') }}

),

ranked as (

    select
        stated.*,
        row_number() over (partition by currency, rate_on order by batch_id desc, line desc) as recency
    from stated
    where known_as_of <= {{ as_of() }} and rate_on < {{ as_of() }} and per_unit > 0

),

newest as (

    select
        currency,
        rate_on,
        per_unit
    from ranked
    where recency = 1

)

select * from newest
