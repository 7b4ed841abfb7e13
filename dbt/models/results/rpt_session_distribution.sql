{{
    config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key='week_start',
        on_schema_change='fail',
    )
}}
{%- set of_event = var('dimensions') | selectattr('of', 'equalto', 'event') | list %}

with sessions as (

    select
        sessions.*,
        {{ week_of('started_on') }} as week_start
    from {{ ref('fct_session') }} as sessions
    {% if is_incremental() -%}
    where
        started_on >= (
            select min({{ week_of('fresh.started_on') }})
            from {{ ref('fct_session') }} as fresh
            where fresh.as_of >= ({{ last_built() }})
        )
    {%- endif %}

),

measured as (

    {{ by_dimensions('sessions', session_distribution(), of_event, 'week_start') }}

)

select
    measured.*,
    {{ stated('false') }}
from measured
