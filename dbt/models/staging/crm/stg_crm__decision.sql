with decisions as (

    select * from {{ source('crm', 'decision') }}

),

staged as (

    select
        decision_id,
        campaign_id,
        occurrence_on,
        occurrence_id,
        step_id,
        person_id,
        unit_id,
        mode,
        reason,
        would_send_without_assignment,
        global_arm,
        campaign_arm,
        variant,
        is_reachable,
        contact_point_id,
        window_on,
        as_of
    from decisions

)

select * from staged
