{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        on_schema_change='fail',
    )
}}

with counted as (

    {% for feed, columns in var('identifying').items() %}
    select
        '{{ feed }}' as feed,
        batch_id,
        count(*) filter (where coalesce({{ columns.values() | join(', ') }}, '') <> '') as rows_identified
    from raw.{{ feed }}
    where
        known_as_of <= {{ as_of() }}
        {%- if is_incremental() %}
        and batch_id > (select coalesce(max(built.batch_id), 0) from {{ this }} as built)
        {%- endif %}
    group by batch_id
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select * from counted
