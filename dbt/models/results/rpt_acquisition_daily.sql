with installs as (

    select
        installs.*,
        row_number() over (partition by person_id order by installed_at, install_id) as position
    from {{ ref('fct_install') }} as installs

),

spend as (

    select * from {{ ref('fct_ad_spend') }}

),

buyers as (

    select
        person_id,
        sum(case when currency = '{{ var("currency") }}' then amount_minor else 0 end) as revenue_minor
    from {{ ref('fct_order') }}
    where person_id is not null
    group by person_id

),

counted as (

    select
        spent_on,
        'paid' as source_type,
        partner,
        campaign,
        country,
        case when currency = '{{ var("currency") }}' then amount_minor else 0 end as spend_minor,
        impressions,
        clicks,
        0 as installs,
        0 as first_purchases,
        0 as revenue_minor
    from spend

    union all

    select
        installs.installed_on as spent_on,
        installs.source_type,
        installs.partner,
        installs.campaign,
        installs.country,
        0 as spend_minor,
        0 as impressions,
        0 as clicks,
        1 as installs,
        case when buyers.person_id is null then 0 else 1 end as first_purchases,
        coalesce(buyers.revenue_minor, 0) as revenue_minor
    from installs
    left join buyers
        on installs.person_id = buyers.person_id and installs.position = 1

)

select
    spent_on,
    source_type,
    partner,
    campaign,
    country,
    {%- for name in ('spend_minor', 'impressions', 'clicks', 'installs', 'first_purchases', 'revenue_minor') %}
    cast(coalesce(sum({{ name }}), 0) as {{ dbt.type_bigint() }}) as {{ name }},
    {%- endfor %}
    {{ stated('false') }}
from counted
group by spent_on, source_type, partner, campaign, country
