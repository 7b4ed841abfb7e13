{%- set identifiers = {'device_id': 'device_id'} -%}

with uninstalls as (

    select * from {{ source('raw', 'uninstalls') }}

),

identified as (

    select
        uninstalls.device_id,
        {{ person_id(identifiers) }} as person_id,
        uninstalls.uninstalled_at,
        uninstalls.source,
        uninstalls.batch_id
    from uninstalls
    {{- join_people('uninstalls', identifiers) }}
    where {{ is_known('uninstalls', 'uninstalled_at') }}

)

select * from identified
