with versions as (

    select * from {{ source('raw', 'profiles') }}

),

identifiers as (

    select * from {{ ref('stg_crm__identifier') }}

),

first_stated as (

    select
        user_id,
        min(updated_at) as signed_up_at,
        max(batch_id) as batch_id
    from versions
    where {{ is_known('versions', 'updated_at') }} and is_registered
    group by user_id

)

select
    first_stated.user_id,
    users.person_id,
    first_stated.signed_up_at,
    first_stated.batch_id
from first_stated
left join identifiers as users
    on users.kind = 'user_id' and first_stated.user_id = users.value
