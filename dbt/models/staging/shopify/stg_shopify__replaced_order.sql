{%- set identifiers = {'email': 'email_hash', 'phone': 'phone_hash'} -%}

with lines as (

    select * from {{ source('raw', 'shopify_orders') }}

),

exported as (

    select
        order_name,
        batch_id,
        max(created_at) as ordered_at,
        max(email_hash) as email_hash,
        max(phone_hash) as phone_hash,
        lead(batch_id) over (partition by order_name order by batch_id) as replaced_by_batch_id
    from lines
    where known_as_of <= {{ as_of() }}
    group by order_name, batch_id

),

identified as (

    select
        replaced.order_name as order_id,
        {{ person_id(identifiers) }} as person_id,
        replaced.ordered_at,
        replaced.replaced_by_batch_id as batch_id
    from exported as replaced
    {{- join_people('replaced', identifiers) }}
    where replaced.replaced_by_batch_id is not null and replaced.ordered_at < {{ as_of_midnight() }}

)

select * from identified
