with settled as (
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
    from unnest(
        cast(:message_ids as uuid []), cast(:verdicts as text []), cast(:provider_message_ids as text []), cast(:error_codes as text []),
        cast(:retry_afters as double precision [])
    ) as g (message_id, verdict, provider_message_id, error_code, retry_after)
    where m.message_id = g.message_id
      and m.message_id = any (:ids)
      and m.occurrence_on = any (:days)
      and (m.state = 'in_flight' or g.verdict = 'accepted')
    returning m.state
)
select state, count(*) from settled group by state order by state
