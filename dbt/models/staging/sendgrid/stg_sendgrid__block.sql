{%- set identifiers = {'email': 'email_hash'} -%}

with blocks as (

    select * from {{ source('raw', 'sendgrid_blocks') }}

),

identified as (

    select
        blocks.email_hash,
        {{ person_id(identifiers) }} as person_id,
        blocks.created as blocked_at,
        blocks.status,
        blocks.known_as_of
    from blocks
    {{- join_people('blocks', identifiers) }}
    where {{ is_known('blocks', 'created') }}

)

select * from identified
