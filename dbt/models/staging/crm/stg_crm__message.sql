with messages as (

    select * from {{ source('crm', 'message') }}

),

staged as (

    select
        cast(messages.message_id as {{ dbt.type_string() }}) as message_id,
        messages.campaign_id,
        messages.occurrence_on,
        messages.step_id,
        {{ current_person_id('messages') }} as person_id,
        messages.mode,
        messages.channel,
        messages.variant,
        messages.platform,
        messages.language,
        messages.send_after,
        messages.state,
        messages.sent_at,
        messages.as_of
    from messages
    {{- join_merged('messages') }}

)

select * from staged
