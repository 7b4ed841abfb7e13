with postbacks as (

    select * from {{ ref('stg_skan_postbacks__day') }}

)

select
    partner,
    posted_on,
    campaign,
    cast(sum(postbacks) as {{ dbt.type_bigint() }}) as installs,
    cast(coalesce(sum(postbacks) filter (where conversion_value is null), 0) as {{ dbt.type_bigint() }})
        as installs_withheld
from postbacks
where sequence = 1
group by partner, posted_on, campaign
