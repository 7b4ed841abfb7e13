with suppressions as (

    select * from {{ source('crm', 'suppression') }}

),

staged as (

    select
        address_hash,
        channel,
        reason
    from suppressions

)

select * from staged
