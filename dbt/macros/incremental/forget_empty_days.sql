{# For a pre-hook of a model by started_on: a day on which no session begins any more has nothing to take its place. #}
{% macro forget_empty_days() -%}
    {%- if is_incremental() %}
    delete from {{ this }} as built
    where not exists (select 1 from {{ ref('fct_session') }} as sessions where sessions.started_on = built.started_on)
    {%- endif -%}
{%- endmacro %}
