with touches as (

    {{ one_per_person(ref('int_touch'), 'touched_at, kind, touch_id') }}

)

select
    person_id,
    kind,
    touched_at,
    source,
    medium,
    campaign,
    creative,
    country
from touches
