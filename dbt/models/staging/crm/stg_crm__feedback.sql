with feedback as (

    select * from {{ source('crm', 'feedback') }}

),

staged as (

    select
        provider,
        feedback_id,
        cast(message_id as {{ dbt.type_string() }}) as message_id,
        kind,
        is_machine,
        occurred_at,
        known_as_of
    from feedback

)

select * from staged
