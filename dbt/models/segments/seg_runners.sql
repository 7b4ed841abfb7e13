select people.person_id
from {{ ref('dim_person') }} as people
where {{ is_interested_in(['running', 'trail running']) }}
