with people as (

    select
        dim_person.*,
        {{ business_date('installed_at') }} as installed_on
    from {{ ref('dim_person') }} as dim_person

),

buyers as (

    select distinct person_id
    from {{ ref('fct_order') }}

),

newcomers as (

    select
        people.person_id,
        people.installed_on,
        {{ days_between('people.installed_on', as_of()) }} as days_since_install
    from people
    left join buyers
        on people.person_id = buyers.person_id
    where
        people.installed_on >= {{ days_after(as_of(), -var('onboarding_days')) }}
        and buyers.person_id is null

)

select * from newcomers
