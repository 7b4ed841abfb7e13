-- One row per comparison: question and answer of the step `measure`.
select s.subject || s.answer as answer
from raw.scores as s
where s.scorer = 'lift' and s.as_of = :as_of
order by s.score_id
