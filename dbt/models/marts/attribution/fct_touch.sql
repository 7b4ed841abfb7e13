{%- set columns = ['kind', 'touch_id', 'person_id', 'touched_at', 'channel', 'source', 'campaign'] | join(', ') -%}

with leads as (

    select * from {{ ref('int_touch') }}
    where kind = 'lead'

),

orders as (

    select * from {{ ref('fct_order') }}
    where channel = 'store' and person_id is not null

),

past_messages as (

    select * from {{ ref('fct_past_message') }}
    where viewed_at is not null and person_id is not null

),

unioned as (

    select {{ columns }} from {{ ref('int_ad_touch') }}

    union all

    select {{ columns }} from {{ ref('int_visit_touch') }}

    union all

    select {{ columns }} from {{ ref('int_message_touch') }}

    union all

    select
        kind,
        'lead:' || touch_id as touch_id,
        person_id,
        touched_at,
        'lead' as channel,
        source,
        campaign
    from leads

    union all

    -- of a visit of a shop the receipt is known; who left without buying is not
    select
        'store_visit' as kind,
        order_id as touch_id,
        person_id,
        ordered_at as touched_at,
        'store' as channel,
        coalesce(store_id, 'store') as source,
        cast(null as {{ dbt.type_string() }}) as campaign
    from orders

    union all

    select
        'message_opened' as kind,
        'past:' || member_id || ':' || campaign_id || ':' || sent_at as touch_id,
        person_id,
        viewed_at as touched_at,
        'past_campaign' as channel,
        'import' as source,
        campaign_id as campaign
    from past_messages

)

select
    unioned.*,
    touched_at + {{ touch_window('kind') }} as window_ends_at
from unioned
where touched_at < {{ as_of_midnight() }}
