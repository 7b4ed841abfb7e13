with statements as (

    select * from {{ source('raw', 'ad_spend') }}

),

ranked as (

    select
        statements.*,
        max(statements.batch_id) over (
            partition by statements.partner, statements.spent_on
        ) as newest_batch_id
    from statements
    where statements.known_as_of <= {{ as_of() }} and statements.spent_on < {{ as_of() }}

),

newest as (

    select
        partner,
        spent_on,
        campaign,
        adset,
        creative,
        country,
        platform,
        impressions,
        clicks,
        amount_minor,
        budget_minor,
        currency
    from ranked
    where batch_id = newest_batch_id

)

select * from newest
