with profiles as (

    select * from {{ ref('stg_profiles__profile') }}

),

opened as (

    select distinct
        profiles.user_id,
        profiles.person_id,
        stated.value as interest
    from profiles
    cross join lateral {{ json_texts('profiles.interests', 'stated') }}
    where stated.value <> ''

)

select * from opened
