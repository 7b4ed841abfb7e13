{%- set identifiers = {'phone': 'phone_hash'} -%}

with calls as (

    select * from {{ source('raw', 'calls') }}

),

identified as (

    select
        calls.call_id,
        {{ person_id(identifiers) }} as person_id,
        calls.lead_id,
        calls.called_at,
        calls.direction,
        calls.seconds,
        calls.topic,
        calls.outcome
    from calls
    {{- join_people('calls', identifiers) }}
    where {{ is_known('calls', 'called_at') }}

)

select * from identified
