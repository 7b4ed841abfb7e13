with contacts as (

    select * from {{ ref('int_contact') }}

),

caps as (

    select * from {{ ref('stg_crm__cap') }}

),

uses as (

    select
        contacts.person_id,
        contacts.is_rehearsal,
        caps.cap_id,
        {{ cap_window('contacts.window_on', 'caps.days') }} as window_on,
        count(*) as used
    from contacts
    inner join caps
        on caps.is_current and coalesce(contacts.channel = caps.channel, caps.channel is null)
    where contacts.kind = 'marketing'
    group by
        contacts.person_id, contacts.is_rehearsal, caps.cap_id, {{ cap_window('contacts.window_on', 'caps.days') }}

)

select * from uses
