{{
    config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key='period_start',
        on_schema_change='fail',
    )
}}
-- depends_on: {{ ref('fct_user_day') }}
{{ usage_rollup('day') }}
