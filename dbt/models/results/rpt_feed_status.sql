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
        sum(rows_duplicate) as duplicates,
        max(newest_at) as newest_at
    from {{ ref('stg_landing__batch') }}
    group by feed, known_as_of

),

usual as (

    -- of the nights before in which it came: a feed that comes weekly is judged by the weeks in which it did
    select
        statuses.feed,
        statuses.as_of,
        percentile_cont(0.5) within group (order by before.loaded) as loaded
    from statuses
    inner join batches as before
        on
            statuses.feed = before.feed
            and statuses.as_of > before.known_as_of
            and {{ days_after('statuses.as_of', -var('usual_nights')) }} <= before.known_as_of
    group by statuses.feed, statuses.as_of

),

reached as (

    select
        statuses.feed,
        statuses.as_of,
        max(batches.newest_at) as newest_at,
        max(batches.known_as_of) as last_came_on
    from statuses
    inner join batches
        on statuses.feed = batches.feed and statuses.as_of >= batches.known_as_of
    group by statuses.feed, statuses.as_of

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
    cast(usual.loaded as {{ dbt.type_float() }}) as usual_loaded,
    reached.newest_at,
    reached.last_came_on,
    statuses.needed_for,
    {{ stated('true', as_of_column='statuses.as_of') }}
from statuses
left join batches
    on statuses.feed = batches.feed and statuses.as_of = batches.known_as_of
left join usual
    on statuses.feed = usual.feed and statuses.as_of = usual.as_of
left join reached
    on statuses.feed = reached.feed and statuses.as_of = reached.as_of
