with predictions as (

    select * from {{ source('raw', 'person_value') }}
    where as_of <= {{ as_of() }}

),

told as (

    select
        {{ current_person_id('predictions') }} as current_person_id,
        predictions.*
    from predictions
    {{- join_merged('predictions') }}

),

of_survivors as (

    -- who turned out to be somebody else since was scored as two, and together they are that somebody
    select
        as_of,
        current_person_id as person_id,
        min(model) as model,
        min(fitted_to) as fitted_to,
        max(p_alive) as p_alive,
        {{ sum_of_floats('purchases_30') }} as purchases_30,
        {{ sum_of_floats('purchases_90') }} as purchases_90,
        {{ sum_of_floats('purchases_365') }} as purchases_365,
        {{ sum_of_floats('value_30_minor') }} as value_30_minor,
        {{ sum_of_floats('value_90_minor') }} as value_90_minor,
        {{ sum_of_floats('value_365_minor') }} as value_365_minor
    from told
    group by as_of, current_person_id

)

select * from of_survivors
