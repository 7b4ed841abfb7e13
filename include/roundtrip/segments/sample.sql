-- A few of them, the same ones every time: scattered by a hash of the id, not the oldest.
select
    previewed.person_id,
    people.platform,
    people.country,
    people.language,
    people.age_band,
    people.first_seen_at,
    previewed.facts
from pg_temp.previewed
left join marts.dim_person as people
    on previewed.person_id = people.person_id
order by md5(previewed.person_id::text), previewed.facts::text
limit %(sample)s
