with scores as (

    select * from {{ source('raw', 'scores') }}

),

opened as (

    select
        as_of,
        {{ json_text('subject', 'partner') }} as partner,
        {{ json_text('subject', 'campaign') }} as campaign,
        {%- for name in ('horizon_days', 'days') %}
        cast({{ json_text('answer', name) }} as integer) as {{ name }},
        {%- endfor %}
        cast({{ json_text('answer', 'shift_minor') }} as {{ dbt.type_bigint() }}) as shift_minor,
        {%- for name in (
            'daily_spend_minor', 'average', 'average_low', 'average_high', 'marginal', 'marginal_low', 'marginal_high',
            'gain', 'gain_low', 'gain_high',
        ) %}
        cast({{ json_text('answer', name) }} as {{ dbt.type_float() }}) as {{ name }},
        {%- endfor %}
        {{ json_text('answer', 'advice') }} as advice,
        {{ json_text('answer', 'reason') }} as reason
    from scores
    where scorer = 'budget' and as_of <= {{ as_of() }}

)

select * from opened
