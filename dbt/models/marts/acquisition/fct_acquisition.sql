{%- set keys = ['source_type', 'partner', 'campaign', 'adset', 'creative', 'country', 'platform'] -%}
{%- set counts = ['impressions', 'clicks', 'installs', 'aggregate_installs', 'people', 'new_users'] -%}
{%- for number in var('nth_returns') %}{% do counts.append('opened_' ~ number) %}{% endfor -%}
{%- set counts = counts + ['leads', 'leads_won', 'leads_sold', 'first_purchases', 'orders', 'amounts_without_rate'] -%}
{%- set amounts = ['spend_minor', 'planned_minor', 'planned_spend_minor', 'revenue_minor', 'earlier_revenue_minor'] -%}
{%- set said = {
    'spend': ['spend_minor', 'planned_minor', 'planned_spend_minor', 'impressions', 'clicks', 'amounts_without_rate'],
    'installs': ['installs'],
    'aggregates': ['aggregate_installs'],
    'people': ['people', 'new_users', 'leads', 'leads_won', 'leads_sold', 'first_purchases', 'orders', 'revenue_minor',
        'earlier_revenue_minor', 'amounts_without_rate'],
    'unknown': ['orders', 'revenue_minor', 'amounts_without_rate'],
    'unknown_leads': ['leads', 'leads_won'],
} -%}
{%- for number in var('nth_returns') %}{% do said['people'].append('opened_' ~ number) %}{% endfor -%}
{%- set values = [] -%}
{%- for days in var('ltv_days') %}{% do values.append('value_d' ~ days ~ '_minor') %}{% endfor -%}
{%- do said['people'].extend(values) -%}

with spend as (

    select
        spent_on as day,
        'paid' as source_type,
        partner,
        nullif(campaign, '-') as campaign,
        nullif(adset, '-') as adset,
        nullif(creative, '-') as creative,
        nullif(country, '-') as country,
        nullif(platform, '-') as platform,
        impressions,
        clicks,
        spend_minor,
        planned_minor,
        case when planned_minor is not null then spend_minor end as planned_spend_minor,
        case when spend_minor is null then 1 else 0 end as amounts_without_rate
    from {{ ref('fct_ad_spend') }}

),

installs as (

    select
        installed_on as day,
        {{ keys | join(', ') }},
        1 as installs
    from {{ ref('fct_install') }}

),

aggregates as (

    select
        posted_on as day,
        'paid' as source_type,
        partner,
        campaign,
        {{ nothing_of(['adset', 'creative', 'country']) }},
        'ios' as platform,
        installs as aggregate_installs
    from {{ ref('fct_aggregate_install') }}

),

people as (

    select
        acquired_on as day,
        {{ keys | join(', ') }},
        1 as people,
        case when is_user then 1 else 0 end as new_users,
        {%- for number in var('nth_returns') %}
        case when has_opened_{{ number }} then 1 else 0 end as opened_{{ number }},
        {%- endfor %}
        leads,
        leads_won,
        leads_sold,
        case when is_first_purchase then 1 else 0 end as first_purchases,
        orders,
        revenue_minor,
        {{ values | join(', ') }},
        earlier_revenue_minor,
        amounts_without_rate
    from {{ ref('int_acquired_person') }}

),

unknown as (

    select
        occurred_on as day,
        'unknown' as source_type,
        {{ nothing_of(keys[1:]) }},
        case when kind like 'order%' then 1 else 0 end as orders,
        value_minor as revenue_minor,
        case when value_minor is null then 1 else 0 end as amounts_without_rate
    from {{ ref('fct_value_event') }}
    where person_id is null

),

unknown_leads as (

    select
        {{ business_date('created_at') }} as day,
        'unknown' as source_type,
        {{ nothing_of(keys[1:]) }},
        1 as leads,
        case when status = 'won' then 1 else 0 end as leads_won
    from {{ ref('dim_lead') }}
    where person_id is null

),

unioned as (
    {%- for part, measures in said.items() %}

    select
        {%- for measure in counts + amounts + values %}
        {{ measure if measure in measures else '0' }} as {{ measure }},
        {%- endfor %}
        {{ keys | join(', ') }},
        day
    from {{ part }}
    {{- '\n\n    union all' if not loop.last }}
    {%- endfor %}

)

select
    {%- for measure in counts %}
    cast(coalesce(sum({{ measure }}), 0) as {{ dbt.type_bigint() }}) as {{ measure }},
    {%- endfor %}
    {%- for measure in amounts %}
    cast(coalesce(sum({{ measure }}), 0) as {{ dbt.type_numeric() }}) as {{ measure }},
    {%- endfor %}
    {%- for days in var('ltv_days') %}
    cast(
        case when {{ days_after('day', days) }} < {{ as_of() }} then sum(value_d{{ days }}_minor) end
        as {{ dbt.type_numeric() }}
    ) as value_d{{ days }}_minor,
    {%- endfor %}
    {{ keys | join(', ') }},
    day
from unioned
group by day, {{ keys | join(', ') }}
