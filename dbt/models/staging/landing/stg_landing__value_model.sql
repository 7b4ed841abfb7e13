with scores as (

    select * from {{ source('raw', 'scores') }}

),

opened as (

    select
        as_of,
        {{ json_text('subject', 'fitted_to') }} as fitted_to,
        {{ json_text('answer', 'model') }} as model,
        {{ json_text('answer', 'speaks') }} as speaks,
        cast({{ json_text('answer', 'is_converged') }} as {{ dbt.type_boolean() }}) as is_converged,
        {{ json_text('answer', 'why') }} as why,
        cast({{ json_text('answer', 'customers') }} as {{ dbt.type_bigint() }}) as customers,
        cast({{ json_text('answer', 'repeat_buyers') }} as {{ dbt.type_bigint() }}) as repeat_buyers,
        cast({{ json_text('answer', 'r') }} as {{ dbt.type_float() }}) as r,
        cast({{ json_text('answer', 'alpha') }} as {{ dbt.type_float() }}) as alpha,
        cast({{ json_text('answer', 'a') }} as {{ dbt.type_float() }}) as a,
        cast({{ json_text('answer', 'b') }} as {{ dbt.type_float() }}) as b,
        cast({{ json_text('answer', 'log_likelihood') }} as {{ dbt.type_float() }}) as log_likelihood,
        cast({{ json_text('answer', 'p') }} as {{ dbt.type_float() }}) as p,
        cast({{ json_text('answer', 'q') }} as {{ dbt.type_float() }}) as q,
        cast({{ json_text('answer', 'v') }} as {{ dbt.type_float() }}) as v,
        cast({{ json_text('answer', 'spend_log_likelihood') }} as {{ dbt.type_float() }}) as spend_log_likelihood,
        cast({{ json_text('answer', 'spend_follows_frequency') }} as {{ dbt.type_float() }}) as spend_follows_frequency
    from scores
    where scorer = 'value_model' and as_of <= {{ as_of() }}

)

select * from opened
