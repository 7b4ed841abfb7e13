with scores as (

    select * from {{ source('raw', 'scores') }}

),

opened as (

    select
        as_of,
        {{ json_text('subject', 'measure') }} as measure,
        {{ json_text('subject', 'forecast') }} as forecast,
        {{ json_text('answer', 'estimate') }} as estimate,
        cast({{ json_text('answer', 'customers') }} as {{ dbt.type_bigint() }}) as customers,
        cast({{ json_text('answer', 'held_back_days') }} as {{ dbt.type_bigint() }}) as held_back_days,
        cast({{ json_text('answer', 'error') }} as {{ dbt.type_float() }}) as error,
        cast({{ json_text('answer', 'squared_error') }} as {{ dbt.type_float() }}) as squared_error,
        cast({{ json_text('answer', 'bias') }} as {{ dbt.type_float() }}) as bias,
        cast({{ json_text('answer', 'loses_to_naive') }} as {{ dbt.type_boolean() }}) as loses_to_naive
    from scores
    where scorer = 'value_backtest' and as_of <= {{ as_of() }}

)

select * from opened
