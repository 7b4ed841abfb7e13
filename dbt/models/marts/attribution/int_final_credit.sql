{{
    config(
        materialized='incremental',
        incremental_strategy='replace_night',
        unique_key='finalized_as_of',
        on_schema_change='fail',
        full_refresh=false,
    )
}}

with credits as (

    select * from {{ ref('fct_attribution_credit') }}
    where credit > 0 and {{ closes_on('converted_on') }} <= {{ as_of() }}

),

said_before as (

    {% if is_incremental() %}
    select distinct
        goal,
        converted_on,
        model
    from {{ this }}
    where finalized_as_of < {{ as_of() }}
    {% else %}
    select
        goal,
        converted_on,
        model
    from credits
    where false
    {% endif %}

)

select
    credits.goal,
    credits.converted_on,
    credits.channel,
    credits.campaign,
    credits.model,
    sum(credits.credit) as conversions,
    coalesce(sum(credits.revenue_minor), 0) as revenue_minor,
    {{ as_of() }} as finalized_as_of
from credits
left join said_before
    on
        credits.goal = said_before.goal
        and credits.converted_on = said_before.converted_on
        and credits.model = said_before.model
where said_before.goal is null
group by credits.goal, credits.converted_on, credits.channel, credits.campaign, credits.model
