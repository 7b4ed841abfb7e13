with messages as (

    select * from {{ source('crm', 'message') }}

),

staged as (

    select
        cast(message_id as {{ dbt.type_string() }}) as message_id,
        campaign_id,
        occurrence_on,
        step_id,
        person_id,
        mode,
        channel,
        variant,
        platform,
        language,
        send_after,
        state,
        sent_at,
        as_of
    from messages

)

select * from staged
