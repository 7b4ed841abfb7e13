with scores as (

    select * from {{ source('raw', 'scores') }}

),

opened as (

    select
        as_of,
        {{ json_text('subject', 'measure') }} as measure,
        {{ json_text('subject', 'forecast') }} as forecast,
        cast({{ json_text('subject', 'decile') }} as {{ dbt.type_bigint() }}) as decile,
        cast({{ json_text('answer', 'people') }} as {{ dbt.type_bigint() }}) as people,
        cast({{ json_text('answer', 'predicted') }} as {{ dbt.type_float() }}) as predicted,
        cast({{ json_text('answer', 'actual') }} as {{ dbt.type_float() }}) as actual
    from scores
    where scorer = 'value_calibration' and as_of <= {{ as_of() }}

)

select * from opened
