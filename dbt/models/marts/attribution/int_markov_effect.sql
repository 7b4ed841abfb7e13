with scores as (

    select * from {{ ref('stg_landing__markov_score') }}

),

nights as (

    select
        goal,
        as_of,
        lead(as_of) over (partition by goal order by as_of) as next_as_of,
        row_number() over (partition by goal order by as_of) as nth
    from scores
    group by goal, as_of

),

days as (

    select distinct
        goal,
        converted_on,
        {{ closes_on('converted_on') }} as closes_on
    from {{ ref('fct_path') }}

),

-- the last night until the day was closed, so that what is final stays; of days closed before the first night, that one
chosen as (

    select
        days.goal,
        days.converted_on,
        nights.as_of
    from days
    inner join nights
        on
            days.goal = nights.goal
            and (days.closes_on >= nights.as_of or nights.nth = 1)
            and (days.closes_on < nights.next_as_of or nights.next_as_of is null)

)

select
    chosen.goal,
    chosen.converted_on,
    scores.channel,
    scores.effect,
    scores.as_of as scored_as_of
from chosen
inner join scores
    on chosen.goal = scores.goal and chosen.as_of = scores.as_of
