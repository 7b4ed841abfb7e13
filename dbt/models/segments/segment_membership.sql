with changes as (

    select * from {{ ref('segment_change') }}

),

followed as (

    select
        changes.*,
        lead(changed_on) over (partition by segment, person_id order by changed_on) as next_changed_on
    from changes

),

stays as (

    select
        segment,
        person_id,
        changed_on as entered_on,
        next_changed_on as left_on,
        {{ midnight('changed_on') }} as entered_at,
        {{ midnight('next_changed_on') }} as left_at
    from followed
    where is_member

)

select * from stays
