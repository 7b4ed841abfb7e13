with scores as (

    select * from {{ source('raw', 'scores') }}

),

opened as (

    select
        as_of,
        {{ json_text('subject', 'goal') }} as goal,
        {{ json_text('subject', 'channel') }} as channel,
        cast({{ json_text('answer', 'effect') }} as {{ dbt.type_float() }}) as effect
    from scores
    where scorer = 'markov' and as_of <= {{ as_of() }}

)

select * from opened
