with firsts as (

    select
        person_id,
        active_on as first_active_on,
        cast(null as date) as installed_on
    from {{ ref('fct_user_day') }}
    where is_new

    union all

    select
        person_id,
        null as first_active_on,
        installed_on
    from {{ ref('fct_install') }}
    where person_id is not null

)

select
    person_id,
    least(min(installed_on), min(first_active_on)) as first_on,
    min(installed_on) as installed_on,
    min(first_active_on) as first_active_on
from firsts
group by person_id
