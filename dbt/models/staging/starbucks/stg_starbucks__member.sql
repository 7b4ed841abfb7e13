with versions as (

    select * from {{ source('raw', 'starbucks_members') }}

),

identifiers as (

    select * from {{ ref('stg_crm__identifier') }}

),

ranked as (

    select
        versions.*,
        row_number() over (partition by id order by batch_id desc, line desc) as recency
    from versions
    where known_as_of <= {{ as_of() }}

),

newest as (

    select
        ranked.id as member_id,
        users.person_id,
        ranked.became_member_on,
        ranked.gender,
        nullif(ranked.age, 118) as age,
        ranked.age = 118 as is_age_impossible,
        ranked.income,
        ranked.batch_id
    from ranked
    left join identifiers as users
        on users.kind = 'user_id' and ranked.id = users.value
    where ranked.recency = 1

)

select * from newest
