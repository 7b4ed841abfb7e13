-- One row per step and scope of the night: its last execution.
with latest as (
    select distinct on (step, scope)
        step, scope, status, counts, error, started_at, finished_at, code_version
    from crm.run
    where as_of = :as_of
    order by step, scope, run_id desc
)
select step, scope, status, extract(epoch from finished_at - started_at) as seconds, counts, error, code_version
from latest
order by started_at, step, scope
