with scores as (

    select * from {{ source('raw', 'scores') }}

),

opened as (

    select
        as_of,
        {{ json_text('subject', 'campaign_id') }} as campaign_id,
        {{ json_text('subject', 'comparison') }} as comparison,
        {{ json_text('subject', 'population') }} as population,
        coalesce({{ json_text('subject', 'variant') }}, '') as variant,
        {{ json_text('subject', 'metric') }} as metric,
        {{ json_text('subject', 'arm') }} as arm,
        {{ json_text('subject', 'baseline') }} as baseline,
        {%- for name in ('n_treated', 'n_control', 'nights_needed') %}
        cast({{ json_text('answer', name) }} as {{ dbt.type_bigint() }}) as {{ name }},
        {%- endfor %}
        {%- for name in (
            'mean_treated', 'mean_control', 'diff', 'ci_low', 'ci_high', 'always_low', 'always_high',
            'incremental_total', 'incremental_low', 'incremental_high', 'p', 'srm_p',
        ) %}
        cast({{ json_text('answer', name) }} as {{ dbt.type_float() }}) as {{ name }},
        {%- endfor %}
        cast({{ json_text('answer', 'is_adjusted') }} as {{ dbt.type_boolean() }}) as is_adjusted,
        {{ json_text('answer', 'verdict') }} as verdict,
        {{ json_text('answer', 'reason') }} as reason
    from scores
    where scorer = 'lift' and as_of <= {{ as_of() }}

)

select * from opened
