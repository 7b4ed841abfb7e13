-- An attempt gets its outcome once: a second record finds none that is open. A late answer counts where it is a yes.
with given as materialized (
    select *
    from unnest(
        cast(:ids as uuid []), cast(:verdicts as text []), cast(:settles as boolean []), cast(:contact_point_ids as bigint []),
        cast(:provider_message_ids as text []), cast(:provider_batch_ids as text []), cast(:error_codes as text []),
        cast(:errors as text []), cast(:retry_afters as double precision [])
    ) as g (message_id, verdict, settles, contact_point_id, provider_message_id, provider_batch_id, error_code, error, retry_after)
),
held as materialized (
    -- always in the same order, so that two workers with overlapping lists wait for each other and never in a circle
    select m.message_id, m.occurrence_on, m.attempts, m.contact_point_id, m.state
    from unnest(cast(:days as date [])) d (day) join crm.message m on m.occurrence_on = d.day
    where m.message_id = any (cast(:ids as uuid [])) and m.owner = :owner and m.state in ('in_flight', 'uncertain', 'presumed_unsent')
    order by m.message_id
    for update of m
),
answer as materialized (
    select g.*, h.occurrence_on, h.attempts, coalesce(g.contact_point_id, h.contact_point_id) as endpoint
    from given g join held h using (message_id)
    where h.state = 'in_flight' or g.verdict = 'accepted'
),
answered as (
    update crm.attempt a
    set outcome = g.verdict, finished_at = clock_timestamp(), provider_message_id = g.provider_message_id,
        provider_batch_id = g.provider_batch_id, error_code = g.error_code, error = g.error
    from answer g
    where a.message_id = g.message_id and a.occurrence_on = g.occurrence_on and a.number = g.attempts
      and a.contact_point_id = g.endpoint and a.outcome is null
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
    from answer g
    where g.settles is not false and m.message_id = g.message_id and m.occurrence_on = g.occurrence_on
    returning m.state
)
select state, count(*) from settled group by state order by state
