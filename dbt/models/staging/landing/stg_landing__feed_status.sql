with statuses as (

    select * from {{ source('raw', 'feed_status') }}

),

staged as (

    select
        feed,
        as_of,
        is_present,
        is_optional,
        is_fresh,
        is_enough,
        rows_tonight,
        files_refused,
        needed_for
    from statuses

)

select * from staged
