with consents as (

    select * from {{ source('crm', 'current_consent') }}

),

staged as (

    select
        person_id,
        channel,
        topic,
        is_granted,
        effective_at
    from consents

)

select * from staged
