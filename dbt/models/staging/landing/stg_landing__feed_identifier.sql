{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        on_schema_change='fail',
    )
}}

with named as (

    {% for feed, columns in var('identifying').items() %}
    {%- set last_feed = loop.last %}
    {%- for kind, column in columns.items() %}
    select
        '{{ feed }}' as feed,
        '{{ kind }}' as kind,
        {{ column }} as value,
        min(batch_id) as batch_id
    from raw.{{ feed }}
    where
        {{ column }} is not null
        and known_as_of <= {{ as_of() }}
        {%- if is_incremental() %}
        and batch_id > (select coalesce(max(built.batch_id), 0) from {{ this }} as built)
        {%- endif %}
    group by {{ column }}
    {{ 'union all' if not (last_feed and loop.last) }}
    {%- endfor %}
    {%- endfor %}

),

identifiers as (

    select * from {{ source('crm', 'identifier') }}

),

found as (

    select
        named.feed,
        identifiers.identifier_id,
        named.batch_id
    from named
    inner join identifiers
        on named.kind = identifiers.kind and named.value = identifiers.value
    {%- if is_incremental() %}
    left join {{ this }} as built
        on named.feed = built.feed and identifiers.identifier_id = built.identifier_id
    where built.feed is null
    {%- endif %}

)

select * from found
