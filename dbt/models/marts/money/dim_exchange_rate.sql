with rates as (

    select
        currency,
        rate_on,
        per_unit,
        lead(rate_on) over (partition by currency order by rate_on) as next_rate_on
    from {{ ref('stg_exchange_rates__rate') }}

),

later as (
    {%- for days in range(var('exchange_rate_days')) %}
    select {{ days }} as days
    {{- ' union all' if not loop.last }}
    {%- endfor %}
)

select
    rates.currency as rate_currency,
    {{ days_after('rates.rate_on', 'later.days') }} as valid_on,
    rates.rate_on as stated_on,
    rates.per_unit,
    cast(
        rates.per_unit * ({{ minor_units_in_one("'" ~ var('currency') ~ "'") }})
        / ({{ minor_units_in_one('rates.currency') }}) as {{ type_rate() }}
    ) as per_minor_unit
from rates
inner join later
    on rates.next_rate_on is null or {{ days_after('rates.rate_on', 'later.days') }} < rates.next_rate_on
where rates.currency <> '{{ var("currency") }}'
