with versions as (

    select * from {{ source('raw', 'starbucks_offers') }}

),

ranked as (

    select
        versions.*,
        row_number() over (partition by id order by batch_id desc, line desc) as recency
    from versions
    where known_as_of <= {{ as_of() }}

),

newest as (

    select
        id as offer_id,
        offer_type,
        reward,
        difficulty,
        cast(duration as {{ dbt.type_int() }}) as duration_days,
        channels
    from ranked
    where recency = 1

)

select * from newest
