with due as (

    select * from {{ ref('int_due_step') }}

),

contacts as (

    select * from {{ ref('int_contact') }}

),

successes as (

    select * from {{ ref('fct_success') }}

),

campaigns as (

    select distinct
        campaign_id,
        as_of,
        is_rehearsal,
        success_event,
        success_within
    from due

),

converted as (

    select distinct
        campaigns.campaign_id,
        campaigns.is_rehearsal,
        contacts.person_id
    from campaigns
    inner join contacts
        on campaigns.campaign_id = contacts.campaign_id and campaigns.is_rehearsal = contacts.is_rehearsal
    inner join successes
        on contacts.person_id = successes.person_id and campaigns.success_event = successes.event
    where
        successes.occurred_at >= {{ midnight('contacts.occurrence_on') }}
        and {{ midnight('contacts.occurrence_on') }} + campaigns.success_within > {{ midnight('campaigns.as_of') }}

)

select * from converted
