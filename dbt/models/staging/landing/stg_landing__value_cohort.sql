with scores as (

    select * from {{ source('raw', 'scores') }}

),

opened as (

    select
        as_of,
        {{ json_text('subject', 'level') }} as level,
        cast({{ json_text('subject', 'cohort_week') }} as date) as cohort_week,
        {{ json_text('subject', 'source_type') }} as source_type,
        {{ json_text('subject', 'partner') }} as partner,
        {{ json_text('subject', 'campaign') }} as campaign,
        cast({{ json_text('answer', 'customers') }} as {{ dbt.type_bigint() }}) as customers,
        cast({{ json_text('answer', 'value_30_low_minor') }} as {{ dbt.type_float() }}) as value_30_low_minor,
        cast({{ json_text('answer', 'value_30_mid_minor') }} as {{ dbt.type_float() }}) as value_30_mid_minor,
        cast({{ json_text('answer', 'value_30_high_minor') }} as {{ dbt.type_float() }}) as value_30_high_minor,
        cast({{ json_text('answer', 'value_90_low_minor') }} as {{ dbt.type_float() }}) as value_90_low_minor,
        cast({{ json_text('answer', 'value_90_mid_minor') }} as {{ dbt.type_float() }}) as value_90_mid_minor,
        cast({{ json_text('answer', 'value_90_high_minor') }} as {{ dbt.type_float() }}) as value_90_high_minor,
        cast({{ json_text('answer', 'value_365_low_minor') }} as {{ dbt.type_float() }}) as value_365_low_minor,
        cast({{ json_text('answer', 'value_365_mid_minor') }} as {{ dbt.type_float() }}) as value_365_mid_minor,
        cast({{ json_text('answer', 'value_365_high_minor') }} as {{ dbt.type_float() }}) as value_365_high_minor
    from scores
    where scorer = 'value_cohort' and as_of <= {{ as_of() }}

)

select * from opened
