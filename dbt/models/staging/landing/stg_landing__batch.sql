with batches as (

    select * from {{ source('raw', 'batch') }}

),

staged as (

    select
        batch_id,
        feed,
        file,
        rows_in,
        rows_loaded,
        rows_quarantined,
        rows_duplicate,
        newest_at,
        known_as_of
    from batches
    where known_as_of <= {{ as_of() }}

)

select * from staged
