select person_id from {{ ref("dim_person") }}
