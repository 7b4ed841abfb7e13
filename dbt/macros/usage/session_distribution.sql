{# How long sessions are, and how long people stay away between them: in whole seconds, sums for the means. #}
{% macro session_distribution() -%}
    count(*) as sessions,
    cast(sum(seconds) as {{ dbt.type_bigint() }}) as seconds,
    {{ whole_percentile(0.5, 'seconds') }} as median_seconds,
    {{ whole_percentile(0.9, 'seconds') }} as p90_seconds,
    count(seconds_since_previous) as intervals,
    cast(coalesce(sum(seconds_since_previous), 0) as {{ dbt.type_bigint() }}) as interval_seconds,
    {{ whole_percentile(0.5, 'seconds_since_previous') }} as median_interval_seconds,
    {{ whole_percentile(0.9, 'seconds_since_previous') }} as p90_interval_seconds
{%- endmacro %}
