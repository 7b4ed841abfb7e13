with events as (

    select * from {{ ref('stg_starbucks__event') }}

),

transactions as (

    select
        events.*,
        row_number() over (partition by member_id, hour order by batch_id, line) as number
    from events
    where event = 'transaction'

),

named as (

    select
        concat(member_id, ':', hour, ':', amount_minor, ':', number) as transaction_id,
        person_id,
        occurred_at,
        amount_minor,
        '{{ var("starbucks_currency") }}' as currency,
        batch_id,
        known_as_of
    from transactions

)

select * from named
