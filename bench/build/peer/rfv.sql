with active as (
    select person_id, max(day) as last_on, count(distinct day) as days
    from identified_event
    where person_id is not null
    group by person_id
),

bought as (
    select identifier.person_id, sum(amount_minor) as value
    from read_parquet(getvariable('folder') || '/app_purchases.parquet') as orders
    join identifier on identifier.kind = 'user_id' and identifier.value = orders.user_id
    where orders.ordered_at < getvariable('midnight') and known_as_of <= getvariable('as_of')
    group by all
)

select person_id, last_on, days, coalesce(value, 0) as value
from active
left join bought using (person_id)
