with statuses as (

    select *
    from {{ ref('stg_landing__feed_status') }}
    where as_of <= {{ as_of() }}

),

batches as (

    select
        feed,
        known_as_of,
        count(*) as files,
        sum(rows_in) as rows_in,
        sum(rows_loaded) as loaded,
        sum(rows_quarantined) as quarantined,
        sum(rows_duplicate) as duplicates
    from {{ ref('stg_landing__batch') }}
    group by feed, known_as_of

)

select
    statuses.feed,
    statuses.as_of,
    statuses.is_present,
    statuses.is_optional,
    statuses.is_fresh,
    statuses.is_enough,
    coalesce(batches.files, 0) as files,
    cast(statuses.files_refused as {{ dbt.type_bigint() }}) as files_refused,
    {%- for name in ('rows_in', 'loaded', 'quarantined', 'duplicates') %}
    cast(coalesce(batches.{{ name }}, 0) as {{ dbt.type_bigint() }}) as {{ name }},
    {%- endfor %}
    statuses.needed_for,
    {{ stated('true', as_of_column='statuses.as_of') }}
from statuses
left join batches
    on statuses.feed = batches.feed and statuses.as_of = batches.known_as_of
