with due as (

    select * from {{ ref('int_due_step') }}

),

members as (

    select * from {{ ref('segment_membership') }}

),

people as (

    select * from {{ ref('dim_person') }}

),

contact_points as (

    select
        points.*,
        row_number() over (
            partition by person_id, kind order by seen_at desc, contact_point_id desc
        ) as recency
    from {{ ref('stg_crm__contact_point') }} as points
    where is_active

),

candidates as (

    select
        due.*,
        people.person_id,
        people.unit_id,
        contact_points.contact_point_id,
        contact_points.address_hash,
        coalesce(contact_points.platform, people.platform) as platform,
        coalesce(people.language, '{{ var("default_language") }}') as language,
        people.country,
        coalesce(people.timezone, '{{ var("default_timezone") }}') as timezone
    from due
    inner join members
        on due.segment = members.segment and members.left_on is null
    inner join people
        on members.person_id = people.person_id
    left join contact_points
        on
            people.person_id = contact_points.person_id
            and due.contact_kind = contact_points.kind
            and contact_points.recency = 1

)

select * from candidates
