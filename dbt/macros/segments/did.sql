{#
    Conditions on what somebody did, for the WHERE of a segment whose rows are `people`. What they mean at the boundaries:
    docs/how-to/write-a-segment.md.
#}

{# Did it at least so often, and for so much altogether, on the last `within_days` whole days. #}
{% macro did(activity, at_least=1, within_days=none, worth_minor=none) -%}
    {{ has_done('did', activity, at_least, within_days, worth_minor) }}
{%- endmacro %}

{# The opposite: never, or not so often, or not for so much. #}
{% macro did_not(activity, at_least=1, within_days=none, worth_minor=none) -%}
    not {{ has_done('did_not', activity, at_least, within_days, worth_minor) }}
{%- endmacro %}

{% macro has_done(macro, activity, at_least, within_days, worth_minor) -%}
    exists (
        select 1
        from (
            select acts.person_id
            from {{ ref('int_activity') }} as acts
            where {{ acts_of(macro, activity, days_before_as_of(macro, 'within_days', within_days)) }}
            group by acts.person_id
            having sum(acts.times) >= {{ counted(macro, 'at_least', at_least) }}
            {%- if worth_minor is not none %}
                and sum(acts.value_minor) >= {{ counted(macro, 'worth_minor', worth_minor) }}
            {%- endif %}
        ) as doers
        where doers.person_id = people.person_id
    )
{%- endmacro %}

{#
    Did `first` on the last `lookback_days` whole days, and not `then` after it, neither later that day nor on the `within_days`
    days that followed, which are over. Who did `first` several times is judged by the last.
#}
{% macro did_then_not(first, then, within_days, lookback_days) -%}
    {%- set since = days_before_as_of('did_then_not', 'lookback_days', lookback_days) -%}
    {%- set until = days_before_as_of('did_then_not', 'within_days', within_days) -%}
    {%- if lookback_days <= within_days -%}
        {{ exceptions.raise_compiler_error(
            'did_then_not: lookback_days=' ~ lookback_days ~ ' is not longer than within_days=' ~ within_days
            ~ ', so that nobody could be found; make it longer'
        ) }}
    {%- endif -%}
    people.person_id in (
        select firsts.person_id
        from (
            select
                acts.person_id,
                max(acts.last_at) as last_at,
                max(acts.active_on) as last_on
            from {{ ref('int_activity') }} as acts
            where {{ acts_of('did_then_not', first, since) }}
            group by acts.person_id
        ) as firsts
        where
            firsts.last_on < {{ until }}
            and (
                select count(*)
                from {{ ref('int_activity') }} as acts
                where
                    acts.person_id = firsts.person_id
                    and {{ acts_of('did_then_not', then, since) }}
                    and acts.last_at > firsts.last_at
                    and acts.active_on <= {{ days_after('firsts.last_on', within_days) }}
            ) = 0
    )
{%- endmacro %}

{# A placeholder: the business day on which somebody last did it; NULL for who never did. #}
{% macro last_did(activity) -%}
    (
        select max(acts.active_on)
        from {{ ref('int_activity') }} as acts
        where acts.person_id = people.person_id and {{ acts_of('last_did', activity) }}
    )
{%- endmacro %}

{# A placeholder: how often somebody did it, 0 for who never did. #}
{% macro times_did(activity, within_days=none) -%}
    {%- set since = days_before_as_of('times_did', 'within_days', within_days) -%}
    (
        select cast(coalesce(sum(acts.times), 0) as {{ dbt.type_bigint() }})
        from {{ ref('int_activity') }} as acts
        where acts.person_id = people.person_id and {{ acts_of('times_did', activity, since) }}
    )
{%- endmacro %}
