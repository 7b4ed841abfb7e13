{%- set identifiers = {
    'user_id': 'user_id',
    'loyalty_card': 'loyalty_card',
    'email': 'email_hash',
    'phone': 'phone_hash',
} -%}

with versions as (

    select * from {{ source('raw', 'loyalty_members') }}

),

ranked as (

    select
        versions.*,
        row_number() over (
            partition by versions.loyalty_card
            order by versions.updated_at desc, versions.batch_id desc, versions.line desc
        ) as recency
    from versions
    where {{ is_known('versions', 'updated_at') }}

),

newest as (

    select
        ranked.loyalty_card,
        {{ person_id(identifiers) }} as person_id,
        ranked.first_name,
        ranked.last_name,
        ranked.status,
        ranked.points,
        ranked.store_credit_minor,
        ranked.currency,
        ranked.joined_on,
        ranked.updated_at,
        ranked.batch_id
    from ranked
    {{- join_people('ranked', identifiers) }}
    where ranked.recency = 1

)

select * from newest
