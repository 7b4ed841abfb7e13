{#
    The logical date of the night, as a date. Taken from the environment while a model runs and not while it is parsed:
    a --vars that differs every night would make dbt parse the whole project again every night. A view stands for many nights and
    asks the database, which on-run-start tells: so it need not be made again for its date.
#}
{% macro as_of() -%}
    {%- if model.config.materialized == 'view' -%}
    {{ as_of_of_views() }}
    {%- else -%}
    {{ night() }}
    {%- endif -%}
{%- endmacro %}

{% macro night() -%}
    cast('{{ env_var("ROUNDTRIP_AS_OF") if execute else "1970-01-01" }}' as date)
{%- endmacro %}

{# The instant a business day begins: midnight in the reporting time zone. #}
{% macro midnight(day) -%}
    {{ local_midnight(day, var('reporting_timezone')) }}
{%- endmacro %}

{# The instant the night stands at. What happened at it or later has not happened yet. #}
{% macro as_of_midnight() -%}
    {{ midnight(as_of()) }}
{%- endmacro %}

{# The business date of an instant: the date in the reporting time zone. #}
{% macro business_date(moment) -%}
    {{ local_date(moment, var('reporting_timezone')) }}
{%- endmacro %}

{# Nothing learned after as_of, nothing that happens after it. `moment` is the column that says when a row happened. #}
{% macro is_known(rows, moment) -%}
    ({{ rows }}.known_as_of <= {{ as_of() }} and {{ rows }}.{{ moment }} < {{ as_of_midnight() }})
{%- endmacro %}
