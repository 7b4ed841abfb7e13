{# Time arithmetic that engines spell differently: nowhere else. Another engine gets its own <adapter>__ macros here. #}

{# The instant at which `day` (a date) begins in `zone` (a name, as a literal). #}
{% macro local_midnight(day, zone) -%}
    (cast({{ day }} as timestamp) at time zone '{{ zone }}')
{%- endmacro %}

{# The date of an instant in `zone`. #}
{% macro local_date(moment, zone) -%}
    cast(({{ moment }}) at time zone '{{ zone }}' as date)
{%- endmacro %}

{# The instant of a local day and time of day; `zone` is a column. A time that does not exist moves forward. #}
{% macro local_instant(day, time_of_day, zone) -%}
    (({{ day }} + {{ time_of_day }}) at time zone {{ zone }})
{%- endmacro %}

{# Whole seconds from one instant to a later one. #}
{% macro seconds_between(first, last) -%}
    cast(extract(epoch from {{ last }} - {{ first }}) as bigint)
{%- endmacro %}

{# Days from one date to a later one. #}
{% macro days_between(first, last) -%}
    ({{ last }} - {{ first }})
{%- endmacro %}

{# Whole years from one date to a later one, as birthdays count them. #}
{% macro years_between(first, last) -%}
    cast(extract(year from age({{ last }}, {{ first }})) as integer)
{%- endmacro %}

{# The date so many days after (before, when negative) another. #}
{% macro days_after(day, days) -%}
    ({{ day }} + ({{ days }}))
{%- endmacro %}

{# The Monday of a date's week. #}
{% macro week_of(day) -%}
    cast(date_trunc('week', cast({{ day }} as timestamp)) as date)
{%- endmacro %}

{# The first day of a date's month. #}
{% macro month_of(day) -%}
    cast(date_trunc('month', cast({{ day }} as timestamp)) as date)
{%- endmacro %}

{# Every time zone the server knows, one name a row: a name it does not know would stop whoever computes a local time. #}
{% macro known_timezones() -%}
    (select name from pg_timezone_names)
{%- endmacro %}

{# The date on which a local day and time of day plus a delay (an interval) falls. #}
{% macro local_date_after(day, time_of_day, delay) -%}
    cast({{ day }} + {{ time_of_day }} + {{ delay }} as date)
{%- endmacro %}

{# The first day of the calendar window a day belongs to: the day itself, or its Monday (crm.cap_window agrees). #}
{% macro cap_window(day, days) -%}
    case {{ days }} when 7 then {{ week_of(day) }} else {{ day }} end
{%- endmacro %}

{# Whole microseconds from the start of 1970 to an instant. #}
{% macro microseconds_since_1970(moment) -%}
    cast(extract(epoch from {{ moment }}) * 1000000 as bigint)
{%- endmacro %}
