with occurrences as (

    select * from {{ source('crm', 'occurrence') }}

),

staged as (

    select
        campaign_id,
        occurrence_on,
        as_of,
        local_time,
        timezone
    from occurrences

)

select * from staged
