with decisions as (

    select * from {{ ref('stg_crm__decision') }}

)

select
    occurrence_on,
    campaign_id,
    step_id,
    mode,
    reason,
    count(*) as people,
    count(*) filter (where is_reachable) as reachable,
    count(*) filter (where would_send_without_assignment) as would_send,
    {{ stated('true') }}
from decisions
where as_of <= {{ as_of() }}
group by occurrence_on, campaign_id, step_id, mode, reason
