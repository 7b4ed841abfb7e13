with decisions as (

    select * from {{ source('crm', 'decision') }}

),

staged as (

    select
        decisions.decision_id,
        decisions.campaign_id,
        decisions.occurrence_on,
        decisions.occurrence_id,
        decisions.step_id,
        {{ current_person_id('decisions') }} as person_id,
        decisions.unit_id,
        decisions.mode,
        decisions.reason,
        decisions.would_send_without_assignment,
        decisions.global_arm,
        decisions.campaign_arm,
        decisions.variant,
        decisions.is_reachable,
        decisions.contact_point_id,
        decisions.window_on,
        decisions.not_after,
        decisions.as_of
    from decisions
    {{- join_merged('decisions') }}

)

select * from staged
