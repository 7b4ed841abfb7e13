with statements as (

    select * from {{ source('raw', 'skan_postbacks') }}

),

ranked as (

    select
        statements.*,
        max(statements.batch_id) over (
            partition by statements.partner, statements.posted_on
        ) as newest_batch_id
    from statements
    where statements.known_as_of <= {{ as_of() }} and statements.posted_on < {{ as_of() }}

),

newest as (

    select
        partner,
        posted_on,
        nullif(campaign, '-') as campaign,
        cast(sequence as integer) as sequence,
        nullif(conversion_value, '-') as conversion_value,
        postbacks
    from ranked
    where batch_id = newest_batch_id

)

select * from newest
