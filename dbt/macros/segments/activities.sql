{#
    What people can have done, as did() and its kin call it: one line a kind, and int_activity and every message below follow.
    model     a mart with person_id and batch_id, one row each time
    at        its instant
    detail    its column that tells one such act from another: did('purchase:store'), did('event:cart_updated')
    value     minor units of the reporting currency, where it has a price
    revised   when a row last changed, where rows do
    follows   the kind it is made of, whose news are its news: it needs no batch_id
#}
{% macro activities() -%}
    {%- set kept = "case when acts.currency = '" ~ var('currency') ~ "' then acts.amount_minor end" -%}
    {%- set paid = "case when acts.currency = '" ~ var('currency') ~ "' then acts.revenue_minor end" -%}
    {{ return({
        'event': {'model': 'int_event', 'at': 'occurred_at', 'detail': 'event'},
        'session': {'model': 'fct_session', 'at': 'started_at', 'detail': 'platform', 'follows': 'event'},
        'purchase': {
            'model': 'fct_order', 'at': 'ordered_at', 'detail': 'channel', 'value': kept, 'revised': 'revised_at',
        },
        'subscription': {
            'model': 'fct_subscription_event', 'at': 'occurred_at', 'detail': 'event', 'value': paid,
        },
        'web_visit': {'model': 'fct_web_visit', 'at': 'started_at', 'detail': 'utm_source'},
    }) }}
{%- endmacro %}

{# For int_activity: who did something that it has not seen yet, and when; of whom an order was taken, too. #}
{% macro activities_with_news() -%}
    {%- for kind in activities().values() if not kind.follows %}
    {{ news(ref(kind.model), kind.at, kind.revised) }}

    union all
    {% endfor %}
    {{ orders_taken_away() }}
{%- endmacro %}

{#
    The rows of int_activity (as `acts`) that `activity` names, 'purchase' or 'purchase:store', from the day `since` on, an
    expression; all of them without. `macro` is who asks, for the message.
#}
{% macro acts_of(macro, activity, since=none) -%}
    {%- set kind, colon, detail = (activity ~ '').partition(':') -%}
    {%- if kind not in activities() -%}
        {{ exceptions.raise_compiler_error(
            macro ~ ": '" ~ activity ~ "' is no activity; write one of " ~ activities() | join(', ')
            ~ ", or 'event:" ~ activity ~ "' if that is what the app calls an event"
        ) }}
    {%- endif -%}
    {%- if colon and not detail -%}
        {{ exceptions.raise_compiler_error(
            macro ~ ": '" ~ activity ~ "' ends in a colon; name what follows, or write '" ~ kind ~ "'"
        ) }}
    {%- endif -%}
    acts.activity = '{{ kind }}'
    {%- if detail %} and acts.detail = {{ dbt.string_literal(dbt.escape_single_quotes(detail)) }}{% endif %}
    {%- if since %} and acts.active_on >= {{ since }}{% endif %}
{%- endmacro %}

{# The business day so many days before as_of, nothing without a number. `setting` is what that is called, for the message. #}
{% macro days_before_as_of(macro, setting, days) -%}
    {%- if days is not none -%}
        {{ days_after(as_of(), '-' ~ counted(macro, setting, days)) }}
    {%- endif -%}
{%- endmacro %}

{# The number itself; refused unless it is whole and at least 1. #}
{% macro counted(macro, setting, number) -%}
    {%- if not (number is integer and number > 0) -%}
        {{ exceptions.raise_compiler_error(
            macro ~ ': ' ~ setting ~ '=' ~ number ~ ' is no whole number of at least 1; correct it'
        ) }}
    {%- endif -%}
    {{ number }}
{%- endmacro %}
