with caps as (

    select * from {{ source('crm', 'cap') }}

),

staged as (

    select
        cap_id,
        channel,
        days,
        most,
        is_current
    from caps

)

select * from staged
