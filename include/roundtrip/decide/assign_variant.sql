with variant as (
    select
        'variant:' || s.campaign_id || '/' || s.step_id as experiment, s.campaign_id, s.step_id, v.key as arm,
        sum(v.value::numeric) over (partition by s.campaign_id, s.step_id order by v.key)
            / sum(v.value::numeric) over (partition by s.campaign_id, s.step_id) as until_share,
        count(*) over (partition by s.campaign_id, s.step_id) as variants
    from crm.campaign_step s cross join lateral jsonb_each_text(s.variants) v
    where s.is_current
),
drawn as (
    select distinct u.campaign_id, u.step_id, u.unit_id, v.experiment, crm.draw(:salt, v.experiment, u.unit_id) as lot
    from units_tonight u join variant v using (campaign_id, step_id)
    where v.variants > 1  -- where there is nothing to choose, nothing is drawn, and a later test still can
)
insert into crm.assignment (experiment, unit_id, arm, from_as_of)
select d.experiment, d.unit_id, (
        select v.arm from variant v
        where v.experiment = d.experiment and d.lot < v.until_share
        order by v.until_share limit 1
    ), :as_of
from drawn d
where not exists (select from crm.assignment a where a.experiment = d.experiment and a.unit_id = d.unit_id)
order by d.experiment, d.unit_id
on conflict do nothing
