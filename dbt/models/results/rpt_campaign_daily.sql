with messages as (

    select
        messages.*,
        case when state = 'accepted' then sent_at else send_after end as counted_at
    from {{ ref('stg_crm__message') }} as messages
    where as_of <= {{ as_of() }}

),

campaigns as (

    select * from {{ ref('stg_crm__campaign') }}

),

people as (

    select * from {{ ref('dim_person') }}

),

feedback as (

    select * from {{ ref('int_message_feedback') }}

),

conversions as (

    select
        message_id,
        count(*) as conversions,
        sum(revenue_minor) as revenue_minor
    from {{ ref('fct_conversion') }}
    group by message_id

)

select
    {{ business_date('messages.counted_at') }} as sent_on,
    messages.campaign_id,
    messages.step_id,
    messages.variant,
    messages.channel,
    messages.mode,
    messages.platform,
    people.country,
    messages.language,
    count(*) as planned,
    count(*) filter (where messages.state = 'accepted') as accepted,
    count(*) filter (where feedback.is_delivered) as delivered,
    count(*) filter (where feedback.is_bounced) as bounced,
    count(*) filter (where feedback.is_shown) as shown,
    count(*) filter (where feedback.is_opened_by_human and messages.channel in ('email', 'messenger')) as human_opens,
    count(*) filter (where feedback.is_opened_by_machine) as machine_opens,
    count(*) filter (where feedback.is_clicked) as clickers,
    count(*) filter (
        where feedback.is_app_opened or (feedback.is_opened_by_human and messages.channel = 'push')
    ) as app_openers,
    count(*) filter (where feedback.is_unsubscribed) as unsubscribed,
    count(*) filter (where feedback.is_complained) as complained,
    cast(coalesce(sum(conversions.conversions), 0) as {{ dbt.type_bigint() }}) as conversions,
    cast(coalesce(sum(conversions.revenue_minor), 0) as {{ dbt.type_bigint() }}) as revenue_minor,
    cast(
        count(*) filter (where messages.state = 'accepted')
        * {{ message_cost('messages.channel') }} as {{ dbt.type_numeric() }}
    ) as cost_minor,
    {{ stated('bool_and(messages.counted_at + campaigns.success_within <= ' ~ as_of_midnight() ~ ')') }}
from messages
inner join campaigns
    on messages.campaign_id = campaigns.campaign_id
left join people
    on messages.person_id = people.person_id
left join feedback
    on messages.message_id = feedback.message_id
left join conversions
    on messages.message_id = conversions.message_id
group by
    {{ business_date('messages.counted_at') }},
    messages.campaign_id,
    messages.step_id,
    messages.variant,
    messages.channel,
    messages.mode,
    messages.platform,
    people.country,
    messages.language
