{# Usage by day, week or month: what int_usage_<period>, fct_usage_<period> and rpt_usage_* have in common. #}

{# The first date of the period (day, week from Monday, month) that a date belongs to. #}
{% macro period_start(period, day) -%}
    {{ {'day': day, 'week': week_of(day), 'month': month_of(day)}[period] }}
{%- endmacro %}

{% macro usage_measures() -%}
    {{ return(['new_users', 'active_users', 'returning_users', 'active_days', 'sessions', 'session_seconds', 'events',
        'orders', 'buyers', 'revenue_minor', 'conversions']) }}
{%- endmacro %}

{#
    Days of people with the period they belong to. Somebody is counted once a period, on their last active day of it (a buyer on
    the last day of an order), so that people add up over the values of any dimension that has one value a day.
#}
{% macro usage_days(period, days) -%}
    select
        days.*,
        {{ period_start(period, 'days.active_on') }} as period_start,
        {%- if period == 'day' %}
        days.events > 0 as is_counted,
        days.orders > 0 as is_counted_as_buyer,
        days.is_new as is_new_in_period
        {%- else %}
        {%- set whole %}over (partition by days.person_id, {{ period_start(period, 'days.active_on') }}){% endset %}
        days.active_on = max(case when days.events > 0 then days.active_on end) {{ whole }} as is_counted,
        days.active_on = max(case when days.orders > 0 then days.active_on end) {{ whole }} as is_counted_as_buyer,
        bool_or(days.is_new) {{ whole }} as is_new_in_period
        {%- endif %}
    from {{ days }} as days
{%- endmacro %}

{# The measures, each a sum over the rows of usage_days. #}
{% macro usage_sums() -%}
    count(*) filter (where is_counted and is_new_in_period) as new_users,
    count(*) filter (where is_counted) as active_users,
    count(*) filter (where is_counted and not is_new_in_period) as returning_users,
    count(*) filter (where events > 0) as active_days,
    {%- for measure in ['sessions', 'session_seconds', 'events', 'orders'] %}
    cast(sum({{ measure }}) as {{ dbt.type_bigint() }}) as {{ measure }},
    {%- endfor %}
    count(*) filter (where is_counted_as_buyer) as buyers,
    {%- for measure in ['revenue_minor', 'conversions'] %}
    cast(sum({{ measure }}) as {{ dbt.type_bigint() }}) as {{ measure }}{{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#
    fct_usage_<period>: what stands still once its days do, namely everybody and what a phone said. A night computes the periods
    of which a day of anybody was computed anew.
#}
{% macro usage_rollup(period) -%}
    with days as (

        select * from {{ ref('int_usage_' ~ period) }}
        {%- if is_incremental() %}
        where period_start in (
            select distinct {{ period_start(period, 'active_on') }}
            from {{ ref('fct_user_day') }}
            where as_of >= ({{ last_built() }})
        )
        {%- endif %}

    ),

    counted as (

        {{ by_dimensions('days', usage_sums(), var('dimensions') | selectattr('of', 'equalto', 'event') | list, 'period_start') }}

    )

    select
        counted.*,
        {{ as_of() }} as as_of
    from counted
{%- endmacro %}

{#
    rpt_usage_*: the rollup, a row of zeros for periods in which nobody did anything, and what is as it is now: of persons, and
    of those who may have several.
#}
{% macro usage_report(period) -%}
    with days as (

        select * from {{ ref('int_usage_' ~ period) }}

    ),

    people as (

        select * from {{ ref('dim_person') }}

    ),

    periods as (

        select
            {{ period_start(period, 'day') }} as period_start,
            count(*) as days
        from {{ ref('dim_day') }}
        group by {{ period_start(period, 'day') }}

    ),

    rolled as (

        select * from {{ ref('fct_usage_' ~ period) }}

    ),

    {%- set of_person = var('dimensions') | rejectattr('many') | selectattr('of', 'equalto', 'person') | list %}

    told as (

        select
            period_start,
            'total' as dimension,
            'all' as value,
            {%- for measure in usage_measures() %}
            coalesce(rolled.{{ measure }}, 0) as {{ measure }}{{ ',' if not loop.last }}
            {%- endfor %}
        from periods
        left join rolled using (period_start)
        where rolled.dimension is null or rolled.dimension = 'total'

        union all

        select period_start, dimension, value, {{ usage_measures() | join(', ') }}
        from rolled
        where dimension <> 'total'
        {%- if of_person %}

        union all

        select *
        from (
            {{ by_dimensions(
                'days left join people using (person_id)', usage_sums(), of_person, 'period_start', has_total=false, of='people'
            ) }}
        ) as by_person
        {%- endif %}
        {%- for dimension in var('dimensions') if dimension.many %}

        union all

        select
            days.period_start,
            '{{ dimension.name }}' as dimension,
            {{ 'held.segment' if dimension.of == 'segment' else
                'cast(held.' ~ dimension.column ~ ' as ' ~ dbt.type_string() ~ ')' }} as value,
            {{ usage_sums() }}
        from days
        {%- if dimension.of == 'segment' %}
        inner join {{ ref('segment_membership') }} as held
            on
                days.person_id = held.person_id
                and days.active_on >= held.entered_on
                and (held.left_on is null or days.active_on < held.left_on)
        {%- else %}
        inner join {{ ref(dimension.model) }} as held
            on days.person_id = held.person_id
        {%- endif %}
        group by 1, 2, 3
        {%- endfor %}

    )

    select
        told.period_start,
        cast(told.dimension as {{ dbt.type_string() }}) as dimension,
        cast(told.value as {{ dbt.type_string() }}) as value,
        {%- for measure in usage_measures() %}
        told.{{ measure }},
        {%- endfor %}
        periods.days,
        {{ stated('false') }}
    from told
    inner join periods using (period_start)
{%- endmacro %}
