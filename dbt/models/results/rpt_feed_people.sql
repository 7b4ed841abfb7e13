with feed_people as (

    select * from {{ ref('int_feed_person') }}

),

batches as (

    select * from {{ ref('stg_landing__batch') }}

),

identified as (

    select * from {{ ref('stg_landing__identified_rows') }}

),

accounts as (

    select distinct person_id
    from {{ ref('stg_crm__identifier') }}
    where kind = 'user_id'

),

feeds_of_person as (

    select
        person_id,
        count(*) as feeds
    from feed_people
    group by person_id

),

people as (

    select
        feed_people.feed,
        count(*) as people,
        count(accounts.person_id) as people_with_account,
        count(*) filter (where feeds_of_person.feeds > 1) as people_elsewhere
    from feed_people
    inner join feeds_of_person
        on feed_people.person_id = feeds_of_person.person_id
    left join accounts
        on feed_people.person_id = accounts.person_id
    group by feed_people.feed

),

counted as (

    select
        identified.feed,
        sum(batches.rows_loaded) as loaded,
        sum(identified.rows_identified) as rows_identified
    from identified
    inner join batches
        on identified.batch_id = batches.batch_id
    group by identified.feed

)

select
    counted.feed,
    cast(counted.loaded as {{ dbt.type_bigint() }}) as loaded,
    cast(counted.rows_identified as {{ dbt.type_bigint() }}) as rows_identified,
    coalesce(people.people, 0) as people,
    coalesce(people.people_with_account, 0) as people_with_account,
    coalesce(people.people_elsewhere, 0) as people_elsewhere,
    {{ stated('true') }}
from counted
left join people
    on counted.feed = people.feed
