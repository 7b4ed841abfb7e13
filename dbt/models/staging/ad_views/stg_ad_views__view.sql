{%- set identifiers = {'user_id': 'user_id', 'device_id': 'device_id'} -%}

with views as (

    select * from {{ source('raw', 'ad_views') }}

),

identified as (

    select
        views.ad_view_id,
        {{ person_id(identifiers) }} as person_id,
        views.viewed_at,
        views.network,
        views.placement,
        views.ad_format,
        views.revenue_micros,
        views.currency,
        views.batch_id,
        views.known_as_of
    from views
    {{- join_people('views', identifiers) }}
    where {{ is_known('views', 'viewed_at') }}

)

select * from identified
