-- One row per person that publish.eligibility names for an occurrence of tonight that nobody was decided about yet.
with occurrence as materialized (
    select
        o.campaign_id, o.occurrence_on, o.local_time, o.timezone, s.step_id, s.delay, s.variants, c.kind,
        c.audience_min, c.audience_max, c.mode = 'seed_list' as is_seed_list,
        case c.mode when 'paused' then :mode_of_paused else c.mode end as mode
    from crm.occurrence o
    join crm.campaign c using (campaign_id)
    join crm.campaign_step s using (campaign_id)
    where o.as_of = :as_of and s.is_current
      and not exists (
          select from crm.decision d
          where d.campaign_id = o.campaign_id and d.occurrence_on = o.occurrence_on and d.step_id = s.step_id)
),
zone as materialized (
    select name from pg_timezone_names
),
candidate as materialized (
    select
        e.campaign_id, e.occurrence_on, e.occurrence_id, e.step_id, e.person_id, e.unit_id, e.contact_point_id, e.address_hash,
        e.has_consent, e.is_reachable, e.is_suppressed, e.is_already_received, e.is_recent, e.is_capped, e.is_lower_priority,
        e.is_fresh, e.has_converted, e.is_paused, e.has_content,
        o.kind as campaign_kind, o.mode, o.variants, o.is_seed_list, o.audience_min, o.audience_max,
        coalesce(z.name, :default_timezone) as zone
    from publish.eligibility e
    join occurrence o using (campaign_id, occurrence_on, step_id)
    left join zone z on z.name = e.timezone
    where e.in_segment
),
-- When: worked out once for each zone, not for each person.
due as (
    select o.campaign_id, o.occurrence_on, o.step_id, w.zone, o.kind,
        crm.at_local(
            o.occurrence_on + o.local_time + o.delay,
            case o.timezone when 'recipient' then w.zone else o.timezone end
        ) as due_at
    from occurrence o
    join (select distinct campaign_id, occurrence_on, step_id, zone from candidate) w using (campaign_id, occurrence_on, step_id)
),
local as (
    select due.*, (due_at at time zone zone)::date as due_on, (due_at at time zone zone)::time as due_time,
        cast(:quiet_from as time) as quiet_from, cast(:quiet_until as time) as quiet_until
    from due
),
-- Marketing that would fall in the quiet hours moves to their end.
moved as (
    select local.*,
        case
            when kind <> 'marketing' then due_at
            when quiet_from <= quiet_until and due_time >= quiet_from and due_time < quiet_until
                then crm.at_local(due_on + quiet_until, zone)
            when quiet_from > quiet_until and due_time >= quiet_from then crm.at_local(due_on + 1 + quiet_until, zone)
            when quiet_from > quiet_until and due_time < quiet_until then crm.at_local(due_on + quiet_until, zone)
            else due_at
        end as send_after
    from local
),
-- Twelve hours late is too late; so is the next quiet hour; and a message belongs to one calendar day, for its caps.
moment as materialized (
    select campaign_id, occurrence_on, step_id, zone, send_after, day.window_on,
        send_after >= due_at + interval '12 hours' as is_quiet,
        least(
            due_at + interval '12 hours',
            crm.at_local(day.window_on + 1 + time '00:00', zone),
            case when kind = 'marketing' and quiet_from <> quiet_until then crm.at_local(
                day.window_on + case when (send_after at time zone zone)::time >= quiet_from then 1 else 0 end + quiet_from, zone
            ) end
        ) as not_after
    from moved
    cross join lateral (select (send_after at time zone zone)::date as window_on) day
),
-- Whom: the first test that fails, in the order of docs/architecture.md. What binds marketing only is asked of marketing only.
tested as (
    select c.*, m.send_after, m.not_after, m.window_on, g.arm as global_arm, h.arm as campaign_arm,
        coalesce(v.arm, only_one.variant) as variant,
        case
            when c.campaign_kind = 'marketing' and c.has_consent is not true then 'no_consent'
            when c.is_suppressed is not false then 'suppressed'
            when c.is_reachable is not true or c.contact_point_id is null then 'unreachable'
            when c.is_already_received is not false then 'already_received'
            when c.is_recent is not false then 'recent'
            when c.campaign_kind = 'marketing' and c.is_capped is not false then 'capped'
            when m.is_quiet then 'quiet_hours'
            when c.campaign_kind = 'marketing' and c.is_lower_priority is not false then 'lower_priority'
        end as earlier_reason,
        case
            when c.has_content is not true or c.variants -> coalesce(v.arm, only_one.variant) is null then 'no_content'
            when c.has_converted is not false then 'converted'
        end as later_reason,
        case
            when c.is_paused is not false then 'paused'
            when c.is_seed_list and not exists (
                select from crm.identifier i
                where i.person_id = c.person_id and i.kind = 'user_id' and i.value = any (cast(:seed_list as text []))) then 'paused'
            when m.not_after <= crm.at_local(cast(:as_of as timestamp), :reporting_timezone) then 'expired'
        end as last_reason
    from candidate c
    join moment m using (campaign_id, occurrence_on, step_id, zone)
    left join crm.assignment g
        on c.campaign_kind = 'marketing' and g.experiment = 'global' and g.unit_id = c.unit_id
    left join crm.assignment h
        on c.campaign_kind = 'marketing' and h.experiment = 'campaign:' || c.campaign_id and h.unit_id = c.unit_id
    left join crm.assignment v
        on v.experiment = 'variant:' || c.campaign_id || '/' || c.step_id and v.unit_id = c.unit_id
    left join lateral (
        select min(key) as variant from jsonb_object_keys(c.variants) key having count(*) = 1
    ) only_one on true
),
-- Of people who share an address one is written to, whatever their arms: the others would read the same message.
addressed as (
    select tested.*,
        earlier_reason is null and later_reason is null as is_fit,
        row_number() over (
            partition by campaign_id, occurrence_on, occurrence_id, step_id, address_hash
            order by earlier_reason is null and later_reason is null and last_reason is null desc, person_id
        ) > 1 as is_address_taken
    from tested
),
sized as (
    select addressed.*,
        count(*) filter (where is_fit and not is_address_taken) over (partition by campaign_id, occurrence_on, occurrence_id, step_id) as audience
    from addressed
),
reasoned as (
    select sized.*,
        coalesce(
            earlier_reason,
            case when is_address_taken then 'already_received' end,
            case when not is_seed_list and audience not between audience_min and audience_max then 'audience_out_of_bounds' end,
            case when is_fresh is not true then 'stale_data' end,
            later_reason,
            last_reason
        ) as reason_not_to
    from sized
),
decided as (
    insert into crm.decision (
        campaign_id, occurrence_on, occurrence_id, step_id, person_id, unit_id, mode, reason, would_send_without_assignment,
        global_arm, campaign_arm, variant, is_reachable, contact_point_id, send_after, not_after, window_on, as_of, code_version
    )
    select
        campaign_id, occurrence_on, occurrence_id, step_id, person_id, unit_id, mode,
        case
            when reason_not_to is not null then reason_not_to
            when campaign_kind <> 'marketing' then 'send'
            when global_arm = 'control' then 'global_control'
            when campaign_arm = 'holdout' then 'holdout'
            else 'send'
        end,
        reason_not_to is null, global_arm, campaign_arm, variant,
        is_reachable is true, contact_point_id, send_after, not_after, window_on, :as_of, :code_version
    from reasoned
    order by campaign_id, occurrence_on, occurrence_id, step_id, person_id
    on conflict do nothing
    returning campaign_id, reason
)
select campaign_id, reason, count(*) as people from decided group by campaign_id, reason order by campaign_id, reason
