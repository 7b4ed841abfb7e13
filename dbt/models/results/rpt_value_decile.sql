with observed as (

    select * from {{ ref('int_person_value') }}

),

predicted as (

    select * from {{ ref('stg_landing__person_value') }}
    where as_of = {{ as_of() }}

),

ranked as (

    select
        predicted.*,
        coalesce(observed.value_minor, 0) as value_minor,
        ntile(10) over (
            order by predicted.value_365_minor, coalesce(observed.value_minor, 0), predicted.person_id
        ) as decile
    from predicted
    left join observed
        on predicted.person_id = observed.person_id

)

select
    cast(decile as {{ dbt.type_bigint() }}) as decile,
    count(*) as customers,
    cast(sum(value_minor) as {{ dbt.type_numeric() }}) as value_minor,
    {{ sum_of_floats('p_alive') }} as customers_alive,
    {{ sum_of_floats('purchases_90') }} as purchases_90,
    {{ sum_of_floats('value_30_minor') }} as value_30_minor,
    {{ sum_of_floats('value_90_minor') }} as value_90_minor,
    {{ sum_of_floats('value_365_minor') }} as value_365_minor,
    min(value_365_minor) as least_365_minor,
    {{ stated('true') }}
from ranked
group by decile
