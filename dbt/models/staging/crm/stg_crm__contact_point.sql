with contact_points as (

    select * from {{ source('crm', 'contact_point') }}

),

staged as (

    select
        contact_point_id,
        person_id,
        kind,
        address_hash,
        platform,
        seen_at,
        is_active
    from contact_points

)

select * from staged
