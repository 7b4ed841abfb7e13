with decisions as (

    select * from {{ ref('stg_crm__decision') }}

),

campaigns as (

    select * from {{ ref('stg_crm__campaign') }}

),

successes as (

    select * from {{ ref('fct_success') }}

),

open_decisions as (

    -- those of which something may still go out
    select distinct
        decisions.campaign_id,
        decisions.occurrence_on,
        decisions.occurrence_id,
        decisions.person_id,
        decisions.as_of as decided_as_of,
        campaigns.success_event,
        campaigns.exit_event
    from decisions
    inner join campaigns
        on decisions.campaign_id = campaigns.campaign_id
    where decisions.reason = 'send' and decisions.not_after > {{ midnight(as_of()) }}

),

deeds as (

    select
        open_decisions.campaign_id,
        open_decisions.occurrence_on,
        open_decisions.occurrence_id,
        open_decisions.person_id,
        case when successes.event = open_decisions.success_event then 'converted' else 'exited' end as why,
        successes.event,
        successes.occurred_at,
        row_number() over (
            partition by
                open_decisions.campaign_id,
                open_decisions.occurrence_on,
                open_decisions.occurrence_id,
                open_decisions.person_id
            order by successes.occurred_at asc, successes.success_id asc
        ) as turn
    from open_decisions
    inner join successes
        on
            open_decisions.person_id = successes.person_id
            and successes.event in (open_decisions.success_event, open_decisions.exit_event)
    where successes.occurred_at >= {{ midnight('open_decisions.decided_as_of') }}

),

exits as (

    select
        campaign_id,
        occurrence_on,
        occurrence_id,
        person_id,
        why,
        event,
        occurred_at
    from deeds
    where turn = 1

)

select * from exits
