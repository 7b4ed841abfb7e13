-- Whose each event and order is, as staging says it.
create or replace view identified_event as
select
    events.*,
    coalesce(by_user.person_id, by_anonymous.person_id, by_device.person_id) as person_id,
    cast(timezone(getvariable('timezone'), events.occurred_at) as date) as day
from read_parquet(getvariable('folder') || '/app_events.parquet') as events
left join identifier as by_user on by_user.kind = 'user_id' and by_user.value = events.user_id
left join identifier as by_anonymous on by_anonymous.kind = 'anonymous_id' and by_anonymous.value = events.anonymous_id
left join identifier as by_device on by_device.kind = 'device_id' and by_device.value = events.device_id
where events.occurred_at < getvariable('midnight') and known_as_of <= getvariable('as_of')
