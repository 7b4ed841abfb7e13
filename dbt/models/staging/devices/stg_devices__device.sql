with versions as (

    select * from {{ source('raw', 'devices') }}

),

identifiers as (

    select * from {{ ref('stg_crm__identifier') }}

),

ranked as (

    select
        versions.*,
        row_number() over (
            partition by versions.device_id
            order by versions.seen_at desc, versions.batch_id desc, versions.line desc
        ) as recency
    from versions
    where {{ is_known('versions', 'seen_at') }}

),

newest as (

    select
        ranked.device_id,
        owners.person_id,
        ranked.platform,
        ranked.model,
        ranked.os_version,
        ranked.app_version,
        ranked.language,
        ranked.push_permission,
        ranked.seen_at,
        ranked.batch_id
    from ranked
    left join identifiers as owners
        on owners.kind = 'device_id' and ranked.device_id = owners.value
    where ranked.recency = 1

)

select * from newest
