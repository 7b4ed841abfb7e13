with profiles as (

    select * from {{ ref('stg_profiles__profile') }}

),

opened as (

    select distinct
        profiles.user_id,
        profiles.person_id,
        stated.value as provider
    from profiles
    cross join lateral {{ json_texts('profiles.linked_accounts', 'stated') }}
    where stated.value <> ''

)

select * from opened
