with occurrences as (

    select * from {{ ref('stg_crm__occurrence') }}

),

campaigns as (

    select * from {{ ref('stg_crm__campaign') }}

),

steps as (

    select * from {{ ref('stg_crm__campaign_step') }}

),

due as (

    select
        occurrences.as_of,
        occurrences.occurrence_on,
        {{ local_date_after('occurrences.occurrence_on', 'occurrences.local_time', 'steps.delay') }} as due_on,
        campaigns.campaign_id,
        campaigns.kind,
        campaigns.mode,
        campaigns.mode = 'shadow' as is_rehearsal,
        campaigns.segment,
        campaigns.topic,
        campaigns.priority,
        campaigns.again_after,
        campaigns.needs_approval,
        campaigns.success_event,
        campaigns.success_within,
        campaigns.exit_event,
        steps.step_id,
        steps.channel,
        case steps.channel
            {%- for channel, kind in var('address_of_channel').items() %}
            when '{{ channel }}' then '{{ kind }}'
            {%- endfor %}
        end as contact_kind
    from occurrences
    inner join campaigns
        on occurrences.campaign_id = campaigns.campaign_id
    inner join steps
        on campaigns.campaign_id = steps.campaign_id and steps.is_current
    where occurrences.as_of = (select max(newest.as_of) from {{ ref('stg_crm__occurrence') }} as newest)

)

select * from due
