{%- set identifiers = {'user_id': 'user_id'} -%}

with reviews as (

    select * from {{ source('raw', 'app_reviews') }}

),

identified as (

    select
        reviews.review_id,
        {{ person_id(identifiers) }} as person_id,
        reviews.store,
        case when reviews.rating <= 5 then reviews.rating end as rating,
        reviews.title,
        reviews.body,
        reviews.language,
        reviews.country,
        reviews.app_version,
        reviews.reviewed_at
    from reviews
    {{- join_people('reviews', identifiers) }}
    where {{ is_known('reviews', 'reviewed_at') }}

)

select * from identified
