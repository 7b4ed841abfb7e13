with postbacks as (

    select * from {{ ref('stg_skan_postbacks__day') }}

)

select
    partner,
    posted_on,
    campaign,
    cast(sum(postbacks) as {{ dbt.type_bigint() }}) as installs,
    cast(sum(case when conversion_value is null then postbacks else 0 end) as {{ dbt.type_bigint() }}) as installs_withheld
from postbacks
where sequence = 1
group by partner, posted_on, campaign
