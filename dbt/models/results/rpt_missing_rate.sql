with earned as (

    select
        kind,
        currency,
        occurred_on,
        amount_minor
    from {{ ref('fct_value_event') }}
    where value_minor is null

),

spent as (

    select
        'ad_spend' as kind,
        currency,
        spent_on as occurred_on,
        amount_minor
    from {{ ref('fct_ad_spend') }}
    where spend_minor is null

),

missing as (

    select * from earned

    union all

    select * from spent

)

select
    kind,
    currency as amount_currency,
    count(*) as amounts,
    cast(sum(amount_minor) as {{ dbt.type_numeric() }}) as amount_minor,
    min(occurred_on) as first_on,
    max(occurred_on) as last_on,
    {{ stated('false') }}
from missing
group by kind, currency
