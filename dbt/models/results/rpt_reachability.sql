{{
    config(
        materialized='incremental',
        incremental_strategy='replace_night',
        unique_key='as_of',
        on_schema_change='fail',
    )
}}

with people as (

    select * from {{ ref('stg_crm__person') }}
    where known_as_of <= {{ as_of() }}

),

channels as (

    {% for channel, kind in var('address_of_channel').items() %}
    select
        '{{ channel }}' as channel,
        '{{ kind }}' as kind
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

contact_points as (

    select * from {{ ref('stg_crm__contact_point') }}
    where is_active

),

suppressions as (

    select * from {{ ref('stg_crm__suppression') }}

),

consenting as (

    select
        person_id,
        channel
    from {{ ref('stg_crm__consent') }}
    group by person_id, channel
    having bool_or(is_granted)

),

addressed as (

    -- one address that may be written to is enough
    select
        contact_points.person_id,
        channels.channel,
        bool_and(suppressions.address_hash is not null) as is_suppressed
    from contact_points
    inner join channels
        on contact_points.kind = channels.kind
    left join suppressions
        on
            contact_points.address_hash = suppressions.address_hash
            and channels.channel = suppressions.channel
    group by contact_points.person_id, channels.channel

),

counted as (

    select
        channels.channel,
        count(*) as people,
        count(addressed.person_id) as with_address,
        count(consenting.person_id) as with_consent,
        count(*) filter (where addressed.is_suppressed) as suppressed,
        count(*) filter (
            where not addressed.is_suppressed and consenting.person_id is not null
        ) as reachable
    from channels
    cross join people
    left join addressed
        on channels.channel = addressed.channel and people.person_id = addressed.person_id
    left join consenting
        on channels.channel = consenting.channel and people.person_id = consenting.person_id
    group by channels.channel

)

select
    {{ as_of() }} as as_of,
    cast(channel as {{ dbt.type_string() }}) as channel,
    people,
    with_address,
    with_consent,
    suppressed,
    reachable,
    {{ stated('true', as_of_column=as_of()) }}
from counted
