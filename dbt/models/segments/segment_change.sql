{{
    config(
        materialized='incremental',
        incremental_strategy='replace_night',
        unique_key='changed_on',
        on_schema_change='fail',
        full_refresh=false,
    )
}}

with members as (

    {% for segment in var('segments') %}
    select
        '{{ segment }}' as segment,
        person_id
    from {{ ref('seg_' ~ segment) }}
    {{ 'union' if not loop.last }}
    {%- endfor %}

),

last_changes as (

    {% if is_incremental() %}
    select
        segment,
        person_id,
        is_member,
        row_number() over (partition by segment, person_id order by changed_on desc) as recency
    from {{ this }}
    where changed_on < {{ as_of() }}
    {% else %}
    select
        segment,
        person_id,
        true as is_member,
        1 as recency
    from members
    where false
    {% endif %}

),

former_members as (

    select
        segment,
        person_id
    from last_changes
    where recency = 1 and is_member

),

changes as (

    select
        coalesce(members.segment, former_members.segment) as segment,
        coalesce(members.person_id, former_members.person_id) as person_id,
        {{ as_of() }} as changed_on,
        members.person_id is not null as is_member
    from members
    full outer join former_members
        on members.segment = former_members.segment and members.person_id = former_members.person_id
    where members.person_id is null or former_members.person_id is null

)

select * from changes
