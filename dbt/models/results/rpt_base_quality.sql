{{
    config(
        materialized='incremental',
        incremental_strategy='replace_night',
        unique_key='as_of',
        on_schema_change='fail',
    )
}}
{%- set yesterday = days_after(as_of(), -1) %}

with people as (

    select * from {{ ref('int_return') }}

),

base as (

    select
        count(*) as app_people,
        count(*) filter (where first_on = {{ yesterday }}) as new_app_people,
        count(*) filter (
            where last_active_on >= {{ days_after(as_of(), -var('active_within_days')) }}
        ) as active_people
    from people

),

gone as (

    select count(*) as uninstalled_people
    from {{ ref('dim_person') }}
    where uninstalled_at is not null

),

channels as (

    select * from {{ ref('rpt_reachability') }}
    where as_of = {{ as_of() }}

),

feedback as (

    select
        messages.channel,
        count(distinct messages.person_id) filter (where feedback.kind = 'unsubscribed') as unsubscribed_people,
        count(distinct messages.person_id) filter (where feedback.kind = 'complained') as complained_people,
        count(distinct messages.person_id) filter (where feedback.kind = 'bounced') as bounced_people
    from {{ ref('stg_crm__feedback') }} as feedback
    inner join {{ ref('stg_crm__message') }} as messages
        on feedback.message_id = messages.message_id
    where feedback.known_as_of = {{ yesterday }}
    group by messages.channel

)

select
    {{ as_of() }} as as_of,
    channels.channel,
    channels.people,
    base.app_people,
    base.new_app_people,
    base.active_people,
    gone.uninstalled_people,
    channels.with_address as with_address_people,
    channels.with_consent as opted_in_people,
    channels.reachable as reachable_people,
    channels.suppressed as suppressed_people,
    coalesce(feedback.unsubscribed_people, 0) as unsubscribed_people,
    coalesce(feedback.complained_people, 0) as complained_people,
    coalesce(feedback.bounced_people, 0) as bounced_people,
    {{ stated('true', as_of_column=as_of()) }}
from channels
cross join base
cross join gone
left join feedback
    on channels.channel = feedback.channel
