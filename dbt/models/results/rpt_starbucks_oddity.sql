with members as (

    select * from {{ ref('dim_member') }}

),

events as (

    select * from {{ ref('fct_past_event') }}

),

reactions as (

    select
        member_id,
        campaign_id,
        event,
        occurred_at,
        count(sent_at) as open_receipts
    from {{ ref('int_past_reaction') }}
    group by member_id, campaign_id, event, occurred_at

),

batches as (

    select *
    from {{ ref('stg_landing__batch') }}
    where feed like 'starbucks_%'

),

counted as (

    select
        'impossible age' as oddity,
        'age 118 becomes unknown' as treatment,
        count(*) filter (where is_age_impossible) as counted
    from members

    union all

    select
        'key spelled offer id' as oddity,
        'read as offer_id' as treatment,
        count(*) filter (where is_spelled_with_space) as counted
    from events

    union all

    select
        'key spelled offer_id' as oddity,
        'read as it is' as treatment,
        count(*) filter (where campaign_id is not null and not is_spelled_with_space) as counted
    from events

    union all

    select
        'line the contract refuses, blank ones among them' as oddity,
        'quarantined' as treatment,
        coalesce(sum(rows_quarantined), 0) as counted
    from batches

    union all

    select
        'exact repeat of an event' as oddity,
        'dropped by the loader' as treatment,
        coalesce(sum(rows_duplicate), 0) as counted
    from batches

    union all

    select
        'reaction to no open offer' as oddity,
        'kept as an event, counts for no received offer' as treatment,
        count(*) filter (where open_receipts = 0) as counted
    from reactions

    union all

    select
        'reaction while the same offer is open more than once' as oddity,
        'counts for each of the received offers' as treatment,
        count(*) filter (where open_receipts > 1) as counted
    from reactions

)

select
    oddity,
    treatment,
    cast(counted as {{ dbt.type_bigint() }}) as rows_affected,
    {{ stated('true', currency=var('starbucks_currency')) }}
from counted
where exists (select 1 from members)
