with silences as (

    select * from {{ ref('int_silence') }}
    where inactive_on < {{ as_of() }}

),

returns as (

    select * from {{ ref('int_return') }}

),

uninstalls as (

    -- as things were when the person was first seen: an uninstall itself says nothing of them
    select
        returns.*,
        uninstalled.uninstalled_on
    from {{ ref('fct_uninstall') }} as uninstalled
    inner join returns
        on uninstalled.person_id = returns.person_id

),

silences_told as (

    {{ told_by('silences') }}

),

uninstalls_told as (

    {{ told_by('uninstalls') }}

),

happened as (

    select
        inactive_on as day,
        'inactive' as what,
        dimension,
        value,
        person_id
    from silences_told

    union all

    select
        reactivated_on as day,
        'reactivated' as what,
        dimension,
        value,
        person_id
    from silences_told
    where reactivated_on is not null

    union all

    select
        uninstalled_on as day,
        'uninstalled' as what,
        dimension,
        value,
        person_id
    from uninstalls_told

)

select
    day,
    dimension,
    value,
    count(distinct person_id) filter (where what = 'inactive') as inactive_people,
    count(distinct person_id) filter (where what = 'reactivated') as reactivated_people,
    count(distinct person_id) filter (where what = 'uninstalled') as uninstalled_people,
    {{ stated('false') }}
from happened
group by day, dimension, value
