with given as (
    select * from jsonb_to_recordset(cast(:outcomes as jsonb))
        as o (message_id uuid, verdict text, provider_message_id text, error_code text, retry_after double precision)
),
settled as (
    update crm.message m
    set state = case g.verdict when 'not_now' then 'planned' else g.verdict end,
        state_reason = case when g.verdict <> 'accepted' then coalesce(g.error_code, g.verdict) end,
        state_at = :now,
        provider_message_id = coalesce(g.provider_message_id, m.provider_message_id),
        send_after = case
            -- never before it was planned for, never after it is too late
            when g.verdict = 'not_now'
                then greatest(m.send_after, least(m.not_after, cast(:now as timestamptz) + make_interval(secs => g.retry_after)))
            else m.send_after
        end
    from given g
    where m.message_id = g.message_id
      and m.message_id = any (:ids)
      and m.occurrence_on = any (:days)
      and (m.state = 'in_flight' or g.verdict = 'accepted')
    returning m.state
)
select state, count(*) from settled group by state order by state
