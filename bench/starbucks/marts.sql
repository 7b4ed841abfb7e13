-- One row per figure, in three columns: what is asked, of whom, and the number. The marts answer; nothing here reads raw.
with days as (

    select person_id, active_on, min(active_on) over (partition by person_id) as first_on
    from marts.fct_user_day
    where orders > 0

),

members as (

    select member.member_id, person.person_id, person.gender, person.age_band, person.income_band
    from marts.dim_member as member
    join marts.dim_person as person using (person_id)

),

bought as (

    select person_id, count(*) as orders, sum(amount_minor) as amount_minor
    from marts.fct_order
    group by person_id

),

later as (select n from unnest(array[1, 3, 7, 14]) as n)

select 'members' as asked, 'all' as who, count(*)::bigint as figure from members
union all
select 'members by gender', coalesce(gender, 'unknown'), count(*) from members group by 2
union all
select 'members by age', coalesce(age_band, 'unknown'), count(*) from members group by 2
union all
select 'members by income', coalesce(income_band, 'unknown'), count(*) from members group by 2
union all
select 'spent by gender, cents', coalesce(gender, 'unknown'), sum(coalesce(amount_minor, 0))
from members left join bought using (person_id) group by 2
union all
select 'members by number of orders', case when coalesce(orders, 0) >= 10 then '10 and more' else coalesce(orders, 0)::text end, count(*)
from members left join bought using (person_id) group by 2
union all
select 'days with an order, all members', 'all', count(*) from days
union all
select 'first orders by week of the programme', ((first_on - date '2018-07-27') / 7)::text, count(distinct person_id)
from days group by 2
union all
select 'bought again, exactly so many days later', n::text, count(*) filter (where active_on = first_on + n)
from days cross join later where first_on + n < date '2018-08-26' group by 2
union all
select 'bought again, so many days later or after', n::text, count(distinct person_id) filter (where active_on >= first_on + n)
from days cross join later where first_on + n < date '2018-08-26' group by 2
order by asked, who
